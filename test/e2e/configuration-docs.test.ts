import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Running } from '../zoo/base/http.js';
import type { BuiltPackage } from './process/package.js';
import { buildPackage, ended } from './process/package.js';
import { startReadmeService } from './process/readme-service.js';
import { commands, words } from './process/snippets.js';

const DOCS = readFileSync('docs/configuration.md', 'utf8');

/** What a reader would do: put the file that is shown last into a directory, and run the command there. */
interface Example {
  readonly name: string;
  readonly file: string;
  readonly command: string;
}

const EXAMPLES: readonly Example[] = [...DOCS.matchAll(/^<!-- file: (.+) -->\n```\w+\n([^]*?)^```\n\n```sh\n([^]*?)^```/gm)].flatMap(([, name = '', file = '', block = '']) =>
  commands(block).map((command) => ({ name, file, command })),
);

let built: BuiltPackage;
let service: Running;
let dir = '';
beforeAll(async () => {
  built = buildPackage();
  service = await startReadmeService();
  dir = mkdtempSync(join(tmpdir(), 'retryproof-docs-'));
});
afterAll(async () => {
  built.remove();
  await service.close();
  rmSync(dir, { recursive: true, force: true });
});

describe('docs/configuration.md', () => {
  it('should show a file of each kind, and nothing that is not run here', () => {
    expect(new Set(EXAMPLES.map(({ name }) => name))).toEqual(new Set(['retryproof.config.json', 'retryproof.config.yaml', 'retryproof.config.ts']));
    expect([...DOCS.matchAll(/^```sh\n([^]*?)^```/gm)].flatMap(([, block = '']) => commands(block))).toEqual(EXAMPLES.map(({ command }) => command));
  });

  it.each(EXAMPLES.map(({ name, command, file }, index) => [command, name, file, index] as const))('should pass on a service that is right, with %s and %s', { timeout: 40_000 }, async (command, name, file, index) => {
    const cwd = join(dir, String(index));
    mkdirSync(join(cwd, 'node_modules'), { recursive: true });
    symlinkSync(built.dir, join(cwd, 'node_modules/retryproof'));
    writeFileSync(join(cwd, name), file.replaceAll('http://localhost:3000', service.url));
    const { code, out, err } = await ended(built.run([...words(command).slice(2).filter((word, at, all) => word !== '--time' && all[at - 1] !== '--time'), '--time', '10s', ...(words(command).includes('--runs') ? [] : ['--runs', '80'])], { cwd }));
    expect(err).toContain(`retryproof: reading ${name}\n`);
    // In so little time a campaign may reach too little, which is no failure of the command.
    expect([0, 4], `${out}${err}`).toContain(code);
    expect(out).toContain('Held');
    expect(out).not.toContain('✗');
  });

  it('should show the message that is really given', async () => {
    const [{ file = '', name = '' } = {}] = EXAMPLES.filter((example) => example.name.endsWith('.yaml'));
    const said = /^```text\n([^]*?)^```/m.exec(DOCS)?.[1] ?? '';
    const line = Number(/line (\d+)/.exec(said)?.[1]);
    const cwd = join(dir, 'wrong');
    mkdirSync(cwd);
    writeFileSync(join(cwd, name), file.split('\n').map((text, index) => (index === line - 1 ? text.replace(/\w+(?=:)/, 'efects') : text)).join('\n'));
    const { code, err } = await ended(built.run(['check', '--quiet'], { cwd }));
    expect(err).toBe(said);
    expect(code).toBe(2);
  });
});
