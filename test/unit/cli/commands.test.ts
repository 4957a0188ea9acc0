import { chmodSync, existsSync, mkdtempSync, readFileSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { UsageError } from '../../../src/check/options.js';
import type { CheckOptions, Progress } from '../../../src/check/options.js';
import { wantsColor } from '../../../src/cli/io.js';
import { progressWriter } from '../../../src/cli/progress.js';
import { readHistories } from '../../../src/report/index.js';
import { HISTORY, RESULT } from '../report/literal.js';
import { call } from './harness.js';

const URL = 'http://localhost:3000/charges';
const SAVED = '.retryproof/single-effect-overlap-1234.jsonl';
const fresh = () => mkdtempSync(join(tmpdir(), 'retryproof-run-'));
const SECRET = 'hunter2-hunter2';

describe('check', () => {
  it('should report, save the counterexample and exit with the verdict', async () => {
    const cwd = fresh();
    const { code, out } = await call(['check', URL], { io: { cwd } });
    expect(code).toBe(1);
    expect(out).toContain(`retryproof replay ${SAVED}`);
    expect(out).toContain('Claim the key first.');
    expect(readFileSync(join(cwd, SAVED), 'utf8')).not.toContain(SECRET);
    expect(readFileSync(join(cwd, '.retryproof/.gitignore'), 'utf8')).toBe('*\n');
  });

  it.each<[string, readonly string[], string]>([
    ['no command', [], ''],
    ['the command that starts the service, whole and on one line', ['--exec', "node shop.mjs --name 'the first of all shops' --port {{port}} --store memory"], String.raw` --exec 'node shop.mjs --name '\''the first of all shops'\'' --port {{port}} --store memory'`],
    ['a host', ['--allow-host', 'example.com', '--proxy', 'http://example.com:3128'], ' --allow-host example.com'],
    ['what no file holds', ['-H', 'X-Api-Key: other-secret', '--principal', 'exec:print-token'], " --header 'X-Api-Key: …' --principal '…'"],
  ])('should print a command that runs it again as it stands, with %s', async (_, flags, added) => {
    const cwd = fresh();
    const { out } = await call(['check', flags[0] === '--exec' ? 'http://localhost:{{port}}/charges' : URL, ...flags, '--json', 'r.json'], { io: { cwd } });
    const command = `npx retryproof replay ${SAVED}${added}`;
    expect(out).toContain(`  Run again    ${command}\n`);
    expect(readFileSync(join(cwd, 'r.json'), 'utf8')).toContain(`"command": ${JSON.stringify(command)}`);
  });

  it('should let no secret of the options reach a file, and name it where the environment has it', async () => {
    const cwd = fresh();
    const body = '{"reference":"{{nonce}}","card":{"number":"4242424242424242"}}';
    const args = ['check', URL, '-H', `Authorization: Bearer ${SECRET}`, '-H', 'X-Api-Key: other-secret', '-H', 'Accept: */*', '--principal', 'X-User: alice-secret', '-d', body];
    await call(args, { io: { cwd, env: { TOKEN: SECRET } } });
    const saved = readFileSync(join(cwd, SAVED), 'utf8');
    expect(saved).not.toMatch(/hunter2|other-secret|alice-secret|4242424242424242/);
    expect((JSON.parse(saved.split('\n')[0]!) as { counterexample: { options: object } }).counterexample.options).toMatchObject({
      headers: ['Authorization: Bearer ${TOKEN}', 'X-Api-Key: <--header X-Api-Key>', 'Accept: */*'],
      principals: ['X-User: <--principal X-User>'],
      bodies: ['<--body>'],
    });
  });

  it('should write JSON alone to stdout where asked, and the report to stderr', async () => {
    const { out, err } = await call(['check', URL, '--json', '-'], { io: { cwd: fresh() } });
    expect(JSON.parse(out)).toMatchObject({ format: 'retryproof-report', exitCode: 1 });
    expect(out).not.toContain(SECRET);
    expect(err).toContain('FAILED (exit 1)');
  });

  it('should write JUnit alone to stdout where asked', async () => {
    const { out, err } = await call(['check', URL, '--junit', '-'], { io: { cwd: fresh() } });
    expect(out).toMatch(/^<\?xml .*<\/testsuites>\n$/s);
    expect(err).toContain('FAILED (exit 1)');
  });

  it('should write reports and histories to files, masked', async () => {
    const cwd = fresh();
    await call(['check', URL, '--json', 'r.json', '--junit', 'r.xml', '--history', 'histories'], { io: { cwd } });
    expect(JSON.parse(readFileSync(join(cwd, 'r.json'), 'utf8'))).toMatchObject({ seed: 1234 });
    expect(readFileSync(join(cwd, 'r.xml'), 'utf8')).toContain('<failure type="overlap"');
    const files = readdirSync(join(cwd, 'histories'));
    expect(files.map((name) => name.replace(/run-.*/, 'run'))).toEqual(['run', 'single-effect-overlap-1234.jsonl']);
    const text = readFileSync(join(cwd, 'histories', files[0]!), 'utf8');
    expect(text).not.toContain(SECRET);
    expect(readHistories(text, 'x').histories).toHaveLength(1);
    expect(existsSync(join(cwd, '.retryproof'))).toBe(false);
  });

  it('should go on where a record cannot be written, say so, and not call that a pass', async () => {
    const cwd = fresh();
    const passing = { ...RESULT, verdicts: [], exitCode: 0 as const };
    const spoil = (_: CheckOptions, hooks?: { onHistory?(history: typeof HISTORY, failed: readonly string[]): void }) => {
      const [run] = readdirSync(join(cwd, 'h'));
      chmodSync(join(cwd, 'h', run!), 0o400);
      hooks?.onHistory?.({ ...HISTORY, get events(): never { throw Object.assign(new Error('no space'), { code: 'ENOSPC' }); } }, []);
      return Promise.resolve(passing);
    };
    const { code, out, err } = await call(['check', URL, '--history', 'h'], { io: { cwd }, engine: { check: spoil } });
    expect(err).toContain('--history h: histories are no longer saved: the disk is full');
    expect(out).toContain('PASSED');
    expect(code).toBe(3);
  });

  it('should print plans and send nothing on a dry run', async () => {
    const cwd = fresh();
    const check = () => Promise.reject(new Error('sent'));
    const { code, out } = await call(['check', URL, '--dry-run', '--runs', '2'], { io: { cwd }, engine: { check } });
    expect(out).toContain('1234:loss+overlap:17 (raw-headers)\n  a0 at once');
    expect(out).toContain('2 plans; nothing was sent');
    expect([code, readdirSync(cwd)]).toEqual([0, []]);
  });

  it('should be quiet', async () => {
    const { out, err } = await call(['check', URL, '--quiet'], { io: { cwd: fresh() } });
    expect([out, err]).toEqual(['', 'retryproof: 1 property is violated: single-effect.\n']);
  });

  it('should exit with 2 on wrong options and with 3 where the kit fails, without a stack trace', async () => {
    const failing = (thrown: TypeError | UsageError) => call(['check', URL], { io: { cwd: fresh() }, engine: { check: () => Promise.reject(thrown) } });
    expect(await failing(new UsageError('--effects is wrong', 'do this'))).toMatchObject({ code: 2, err: 'retryproof: --effects is wrong\nretryproof: do this\n' });
    const { code, err } = await failing(new TypeError('x is undefined'));
    expect(code).toBe(3);
    expect(err).toMatch(/^retryproof: the kit itself failed: TypeError: x is undefined\nretryproof: [^\n]*report[^\n]*\n$/);
  });
});

describe('secrets', () => {
  const KEY = 'sk_live_0123456789';

  it('should show none of the options, wherever the target repeats it', async () => {
    const cwd = fresh();
    const effects = `GET /charges?reference={{nonce}}&api_key=${KEY}`;
    const said = `${effects} was answered 401: no ${KEY}, no ${SECRET}`;
    const trouble = { kind: 'inconclusive' as const, message: said, hint: said };
    const failing = { ...RESULT, notes: [{ kind: 'warning' as const, text: said }], trouble, exitReason: said, exitCode: 4 as const };
    const args = ['check', URL, '--effects', effects, '-H', `Authorization: Bearer ${SECRET}`, '--json', 'r.json', '--junit', 'r.xml', '--history', 'h'];
    const { out, err } = await call(args, { io: { cwd }, engine: { check: () => Promise.resolve(failing) } });
    const written = readdirSync(cwd, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'utf8'));
    expect(written.length).toBeGreaterThan(3);
    for (const text of [out, err, ...written]) expect(text).not.toMatch(/sk_live|hunter2-hunter2/);
    const refused = await call(args, { io: { cwd: fresh() }, engine: { check: () => Promise.reject(new UsageError(said, said)) } });
    expect(refused.err).not.toContain(KEY);
    expect(refused.code).toBe(2);
  });

  it('should save no command and no allowed host', async () => {
    const cwd = fresh();
    await call(['check', URL, '--principal', 'exec:curl -u admin:hunter22 localhost', '--allow-host', 'example.com'], { io: { cwd } });
    const { options } = (JSON.parse(readFileSync(join(cwd, SAVED), 'utf8').split('\n')[0]!) as { counterexample: { options: object } }).counterexample;
    expect(options).toMatchObject({ principals: ['<--principal>'] });
    expect(options).not.toHaveProperty('allowHosts');
  });
});

describe('list', () => {
  it('should show properties with what they need, and contracts with their sources', async () => {
    const { out } = await call(['list']);
    expect(out).toContain('  single-effect\n    At most one effect\n    must; RFC; needs probe\n');
    expect(out).toContain('  ietf  draft-07\n');
  });
});

describe('colours and progress', () => {
  it.each([
    [{ isTTY: true }, {}, false, true],
    [{ isTTY: true }, {}, true, false],
    [{ isTTY: true }, { NO_COLOR: '1' }, false, false],
    [{ isTTY: true }, { TERM: 'dumb' }, false, false],
    [{ isTTY: false }, { FORCE_COLOR: '1' }, false, true],
    [{ isTTY: false }, { FORCE_COLOR: '1', NO_COLOR: '1' }, false, false],
    [{ isTTY: true }, { FORCE_COLOR: '0' }, false, false],
  ])('should decide for %j with %j and --no-color %s', (output, env, noColor, expected) => {
    expect(wantsColor({ write: () => {}, ...output }, env, noColor)).toBe(expected);
  });

  const progress = (elapsedMs: number): Progress => ({ phase: 'campaign', plans: 1, requests: 1, requestsPerSecond: 1, situations: 0, violations: 0, elapsedMs, timeMs: 20_000 });

  it('should write one line over itself on a terminal, and lines now and then elsewhere', () => {
    for (const [isTTY, expected] of [[true, 3], [false, 2]] as const) {
      const written: string[] = [];
      const writer = progressWriter({ isTTY, write: (text) => written.push(text) }, false);
      for (const ms of [0, 50, 2000, 5100]) writer.show(progress(ms));
      expect(written).toHaveLength(expected);
      expect(written.every((text) => (isTTY ? /^\r[^\n]*$/ : /^[^\r]*\n$/).test(text))).toBe(true);
    }
  });
});
