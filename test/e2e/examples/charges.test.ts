import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ended } from '../process/package.js';
import { findingsOf } from '../zoo/run.js';
import { checked, commandThatEnds, FOLDER, FOUND, README, withServer } from './published.js';

/** What is judged by rate takes so many plans: a neighbour's refusal is one in many of them. */
const RUNS = 800;
/** What a single plan shows, and many of them. */
const FEW_RUNS = 100;

const MEANING = '417 means that another payload owns the key';

describe('examples/published-middleware', () => {
  it('should mount the versions that its page names', () => {
    const { dependencies } = JSON.parse(readFileSync(`${FOLDER}/package.json`, 'utf8')) as { readonly dependencies: Readonly<Record<string, string>> };
    expect(Object.keys(dependencies)).toEqual(['express', 'express-idempotency']);
    for (const [name, version] of Object.entries(dependencies)) {
      expect(JSON.parse(readFileSync(`node_modules/${name}/package.json`, 'utf8'))).toMatchObject({ version });
      expect(README).toContain(`${name} ${version}`);
    }
  });

  it('should find in charges what its page says, and nothing else', async () => {
    const command = commandThatEnds('charges.json');
    expect(command).toBe(`npx retryproof check --config ${FOLDER}/charges.json`);
    expect(findingsOf(await checked(command, 'charges', RUNS)).toSorted()).toEqual(FOUND.charges);
  }, 220_000);

  it('should learn by the automatic contract what 417 means, and find nothing else by it', async () => {
    const result = await checked(commandThatEnds('--contract auto'), 'charges', FEW_RUNS);
    const adopted = result.notes.map(({ text }) => text);
    expect(README).toContain(MEANING);
    expect(adopted.some((text) => text.includes(MEANING)), adopted.join('\n')).toBe(true);
    expect(findingsOf(result)).toContain('identical-replay/location');
    expect(FOUND.charges).toEqual(expect.arrayContaining(findingsOf(result)));
  }, 220_000);

  it('should confirm each finding without the kit', async () => {
    const { code, out } = await withServer((url) => ended(spawn(process.execPath, [`${FOLDER}/confirm.mjs`, url])));
    expect(code, out).toBe(0);
    const confirmed = [...out.matchAll(/^confirmed +(\S+) \((\S+)\): /gm)].map(([, property, cause]) => `${property}/${cause}`);
    expect(confirmed.toSorted()).toEqual(Object.values(FOUND).flat().toSorted());
    expect(readFileSync(`${FOLDER}/confirm.mjs`, 'utf8')).not.toContain("from 'retryproof");
  });
});
