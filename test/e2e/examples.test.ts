import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { check } from '../../src/check/index.js';
import { parseArguments } from '../../src/cli/parse.js';
import { chosenTargets } from '../../src/cli/targets.js';
import { ended } from './process/package.js';
import { blocks, commands, words } from './process/snippets.js';
import { findingsOf } from './zoo/run.js';

const FOLDER = 'examples/published-middleware';
const README = readFileSync(`${FOLDER}/README.md`, 'utf8');
const COMMANDS = blocks(README, 'sh').flatMap(commands);

/** What the example's page says is found, by the configuration that finds it. */
const FOUND = {
  charges: ['identical-replay/location', 'isolation/refused'],
  refunds: ['identical-replay/refused-after-acceptance'],
} as const;

/** What the page says of longer runs: it takes a lease to show. */
const LATER: { readonly [Route in keyof typeof FOUND]: readonly string[] } = { charges: [], refunds: ['not-stuck/in-flight-for-ever'] };

/** What is judged by rate takes so many plans: a wait that nothing explains is one in seven of them, a neighbour's refusal far fewer. */
const RUNS = { charges: 800, refunds: 150 } as const;

let server: ChildProcess;
let url: string;
beforeAll(async () => {
  server = spawn(process.execPath, [`${FOLDER}/server.mjs`, '0'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(server.stdout?.setEncoding('utf8') ?? server, 'data')) as [string];
  url = line.trim();
});
afterAll(async () => {
  const end = once(server, 'exit');
  server.kill();
  await end;
});

/** Runs a check of the page, and stops it, as with Ctrl-C, once all that was named has been found. */
async function found(command: string, route: keyof typeof FOUND, named: readonly string[]): Promise<string[]> {
  const [, , , ...args] = words(command);
  // A machine that does other things needs longer than the 20 s that are the default, and a campaign that has found something
  // goes on for a share of its time.
  const parsed = parseArguments(['check', `${url}/${route}`, ...args, '--time', '200s', '--runs', String(RUNS[route]), '--seed', '1']);
  if ('text' in parsed) throw new Error(parsed.text);
  const io = { env: {}, cwd: process.cwd(), stdout: { write: () => true }, stderr: { write: () => true } };
  const [target] = await chosenTargets(parsed.argv, io);
  if (target === undefined) throw new Error('nothing to check');
  const left = new Set(named.map((finding) => finding.split('/')[0] ?? ''));
  const stop = new AbortController();
  const result = await check(target.options, {
    signal: stop.signal,
    onHistory(_history, failed) {
      for (const property of failed) left.delete(property);
      if (left.size === 0) stop.abort();
    },
  });
  return findingsOf(result);
}

describe('examples/published-middleware', () => {
  it('should mount the versions that its page names', () => {
    const { dependencies } = JSON.parse(readFileSync(`${FOLDER}/package.json`, 'utf8')) as { readonly dependencies: Readonly<Record<string, string>> };
    expect(Object.keys(dependencies)).toEqual(['express', 'express-idempotency']);
    for (const [name, version] of Object.entries(dependencies)) {
      expect(JSON.parse(readFileSync(`node_modules/${name}/package.json`, 'utf8'))).toMatchObject({ version });
      expect(README).toContain(`${name} ${version}`);
    }
  });

  it.each(['charges', 'refunds'] as const)('should find in %s what its page says, and nothing else', async (route) => {
    const command = COMMANDS.find((each) => each.endsWith(`${route}.json`)) ?? '';
    expect(command).toBe(`npx retryproof check --config ${FOLDER}/${route}.json`);
    const all = await found(command, route, FOUND[route]);
    expect(all.filter((each) => !LATER[route].includes(each))).toEqual(FOUND[route]);
  }, 220_000);

  it('should find the same by the automatic contract, which learns what 417 means', async () => {
    const command = COMMANDS.find((each) => each.endsWith('--contract auto')) ?? '';
    expect(await found(command, 'charges', FOUND.charges)).toEqual(FOUND.charges);
  }, 220_000);

  it('should confirm each finding without the kit', async () => {
    const { code, out } = await ended(spawn(process.execPath, [`${FOLDER}/confirm.mjs`, url]));
    expect(code, out).toBe(0);
    const confirmed = [...out.matchAll(/^confirmed +(\S+) \((\S+)\): /gm)].map(([, property, cause]) => `${property}/${cause}`);
    expect(confirmed.toSorted()).toEqual(Object.values(FOUND).flat().toSorted());
    expect(readFileSync(`${FOLDER}/confirm.mjs`, 'utf8')).not.toContain("from 'retryproof");
  });
});
