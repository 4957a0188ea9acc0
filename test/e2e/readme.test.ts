import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startPayments } from '../../src/cli/demo/payments.js';
import { main } from '../../src/cli/main.js';
import { parseArguments } from '../../src/cli/parse.js';
import type { Running } from '../zoo/base/http.js';
import type { Ended } from './process/package.js';
import { buildPackage, ended } from './process/package.js';
import { startReadmeService } from './process/readme-service.js';
import { blocks, commands, files, words } from './process/snippets.js';

const README = readFileSync('README.md', 'utf8');
const SHELL = blocks(README, 'sh').flatMap(commands);
const TIME = '10s';

let service: Running;
const cwd = mkdtempSync(join(tmpdir(), 'retryproof-readme-'));
beforeAll(async () => {
  service = await startReadmeService();
  for (const [name, text] of files(README)) writeFileSync(join(cwd, name), here(text));
});
afterAll(async () => {
  await service.close();
  rmSync(cwd, { recursive: true, force: true });
});

/** The README's service is the one that the test has started, or that the test has for being started. */
function here(text: string): string {
  return text.replaceAll('http://localhost:3000', service.url).replaceAll('node server.js', `node ${resolve('test/e2e/exec/service.mjs')}`);
}

/** Runs a command of the README in the test's directory, with less time than its reader would give it. */
async function retryproof(args: readonly string[]): Promise<{ readonly code: number; readonly text: string }> {
  let text = '';
  const write = (chunk: string) => (text += chunk);
  const code = await main(args, { stdout: { write }, stderr: { write }, env: {}, cwd });
  return { code, text };
}

function quicker(args: readonly string[]): string[] {
  if (args[0] !== 'check') return [...args];
  const at = args.indexOf('--time');
  return [...(at < 0 ? [...args, '--time', TIME] : args.with(at + 1, TIME)), ...(args.includes('--runs') ? [] : ['--runs', '80'])];
}

/** The shell's part: file names by pattern. */
function expanded(args: readonly string[]): string[] {
  return args.flatMap((arg) => {
    const [, folder, ending] = /^(.+)\/\*(\.\w+)$/.exec(arg) ?? [];
    if (folder === undefined || ending === undefined) return [arg];
    return readdirSync(join(cwd, folder)).filter((name) => name.endsWith(ending)).map((name) => join(folder, name));
  });
}

describe('README.md', () => {
  it('should show at its top what installs and runs the demo and the tests', () => {
    expect(SHELL.slice(0, 2)).toEqual(['npm ci && npx retryproof demo', 'npm ci && npm test']);
  });

  it('should show nothing that is not run here', () => {
    expect(SHELL.slice(2).filter((command) => !/^(npx retryproof|node) /.test(command))).toEqual([]);
  });

  it.each(SHELL.slice(2))('should pass on a service that is right, with %s', { timeout: 60_000 }, async (command) => {
    if (command.startsWith('node ')) {
      execFileSync('sh', ['-c', command], { cwd });
      return;
    }
    const { code, text } = await retryproof(expanded(quicker(words(here(command)).slice(2))));
    // In so little time a campaign may reach too little, which is no failure of the command.
    expect([0, 4], text).toContain(code);
    expect(text).not.toContain('✗');
    expect(text).toContain('Held');
  });

  it('should have left the files that it says', () => {
    for (const file of ['report.json', 'contract.json', 'junit.xml', 'histories']) expect(existsSync(join(cwd, file)), file).toBe(true);
    expect(JSON.parse(readFileSync(join(cwd, 'contract.json'), 'utf8'))).toMatchObject({ version: 1, key: { name: 'Idempotency-Key' } });
  });

  it('should name only flags that there are', () => {
    const help = parseArguments(['check', '--help']);
    const known = 'text' in help ? help.text : '';
    const flags = new Set([...README.matchAll(/(?<=[\s`'])--[a-z][a-z-]+/g)].map(([flag]) => flag));
    expect([...flags].filter((flag) => flag !== '--save-dev' && !known.includes(`${flag} `))).toEqual([]);
  });

  it('should show a finding as it is really told, which runs again as it says', { timeout: 30_000 }, async () => {
    const { url, close } = await startPayments(false);
    try {
      const example = words(SHELL[2] ?? '').slice(4);
      const { code, text } = await retryproof(['check', url, ...example, '--time', '5s', '--fail-fast']);
      expect(code, text).toBe(1);
      const [shown = ''] = blocks(README, 'text');
      expect(told(shown)).toEqual(told(text));
      const file = /retryproof replay (\S+)/.exec(text)?.[1] ?? '';
      expect(await retryproof(['replay', file])).toMatchObject({ code: 1, text: expect.stringMatching(/^FAILED: single-effect was violated again in \d+ of 20 runs$/m) });
    } finally {
      await close();
    }
  });

  it('should show code that runs as it stands', { timeout: 30_000 }, async () => {
    const { out, err } = await runSnippet('renderTerminal', (code) => code.replace('20_000', '2_000'));
    expect(err).toBe('');
    expect(out).toMatch(/^(PASSED|INCONCLUSIVE) \(exit [04]\)/m);
  });

  it('should show a property for fast-check that holds, and lets the process end', { timeout: 30_000 }, async () => {
    expect(await runSnippet('fc.assert', (code) => code.replace('numRuns: 100', 'numRuns: 10'))).toMatchObject({ code: 0, out: '', err: '' });
  });
});

/** Runs the block of the README that holds a text, as a script of a project that has the package. */
async function runSnippet(holds: string, shortened: (code: string) => string): Promise<Ended> {
  const code = blocks(README, 'js').find((block) => block.includes(holds)) ?? '';
  const built = buildPackage();
  try {
    writeFileSync(join(built.dir, 'snippet.mjs'), shortened(here(code)));
    return await ended(built.node('snippet.mjs'));
  } finally {
    built.remove();
  }
}

/** What two runs on the same bug have in common: the first line, and the texts that do not hang on chance. */
function told(text: string): string[] {
  const folded = text.replaceAll(/\s+/g, ' ');
  const parts = [/✗ [\w-]+ \([\w-]+\)/, /2 effects for one key: [^;]*;/, /Requirement .*?(?= Schedule)/, /Schedule .*?(?= Lane)/, /Most likely .*?(?= Try first)/, /Try first .*?(?= Hence also| Fails in)/, /(?<=\d of )\d+ reruns, alone/];
  return parts.map((part) => part.exec(folded)?.[0] ?? `nothing like ${part.source}`);
}
