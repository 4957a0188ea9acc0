import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { History, JsonObject } from '../../../src/model/index.js';
import { writeCounterexample, writeHistory } from '../../../src/report/index.js';
import { FINDING, HISTORY, RESULT } from '../report/literal.js';
import { call } from './harness.js';

const URL = 'http://localhost:3000/charges';
const fresh = () => mkdtempSync(join(tmpdir(), 'retryproof-run-'));
const SECRET = 'hunter2-hunter2';

describe('replay', () => {
  const options = { url: URL, headers: ['Authorization: Bearer ${TOKEN}', 'X-Api-Key: <--header X-Api-Key>', 'Accept: */*'] };
  const saved = () => {
    const cwd = fresh();
    writeFileSync(join(cwd, 'c.jsonl'), writeCounterexample(FINDING, options));
    return cwd;
  };

  it('should name what is missing', async () => {
    const { code, err } = await call(['replay', 'c.jsonl'], { io: { cwd: saved() } });
    expect(code).toBe(2);
    expect(err).toContain('these are missing: TOKEN, --header X-Api-Key');
    expect(err).toContain("TOKEN=… npx retryproof replay c.jsonl --header '…'");
  });

  const from = (kept: JsonObject) => {
    const cwd = fresh();
    writeFileSync(join(cwd, 'c.jsonl'), writeCounterexample(FINDING, kept));
    return (...args: string[]) => call(['replay', 'c.jsonl', ...args], { io: { cwd }, engine: { replay: () => Promise.resolve({ verdict: 'FIXED', exitCode: 0, runs: 20, failures: 0 }) } });
  };

  it('should open no port to others for a file', async () => {
    const replay = from({ url: URL, sink: '0.0.0.0:4010' });
    const { code, err, options: used } = await replay();
    expect([code, used]).toEqual([2, undefined]);
    expect(err).toContain('has the sink listen beyond this machine, and no file opens a port to others');
    expect((await replay('--sink', '0.0.0.0:4010')).options?.sink).toBe('0.0.0.0:4010');
    for (const sink of ['4010', '127.0.0.1:4010', '[::1]:4010']) expect((await from({ url: URL, sink })()).options?.sink).toBe(sink);
  });

  it('should run no command of a file', async () => {
    const replay = from({ url: URL, principals: ['exec:touch /tmp/x'] });
    const { code, err, options: used } = await replay();
    expect([code, used]).toEqual([2, undefined]);
    expect(err).toContain('names a command as a --principal, and no command of a file is run');
    expect((await replay('--principal', 'exec:mine')).options?.principals).toEqual(['exec:mine']);
  });

  it.each(['beforeRun', 'afterRun'])('should not take a %s from a file either', async (name) => {
    const { code, err, options: used } = await from({ url: URL, [name]: 'touch /tmp/x' })();
    expect([code, used]).toEqual([2, undefined]);
    expect(err).toMatch(/names a command as its --(before|after)-run, and no command of a file is run/);
  });

  it('should go to no host that only the file allows', async () => {
    const replay = from({ url: 'http://example.com/charges', allowHosts: ['example.com'] });
    const { code, err, options: used } = await replay();
    expect([code, used]).toEqual([5, undefined]);
    expect(err).toContain('c.jsonl goes to example.com, which is not this machine, and no file allows a host');
    expect(err).toContain('npx retryproof replay c.jsonl --allow-host example.com');
    expect((await replay('--allow-host', 'example.com')).options?.allowHosts).toEqual(['example.com']);
  });

  it('should fill in the environment and what is given again', async () => {
    const { code, options: used, out } = await call(['replay', 'c.jsonl', '-H', 'x-api-key: again'], { io: { cwd: saved(), env: { TOKEN: SECRET } } });
    expect(used?.headers).toEqual([`Authorization: Bearer ${SECRET}`, 'Accept: */*', 'x-api-key: again']);
    expect(out).toContain('FIXED: single-effect held in all 20 runs');
    expect(code).toBe(0);
  });

  it.each([['FAILED', 1, 'violated again in 17 of 20 runs'], ['UNSEEN', 4, 'npx retryproof recheck c.jsonl'], ['DRIFTED', 4, '(20 runs)']] as const)('should exit for %s with %i', async (verdict, exit, says) => {
    const cwd = fresh();
    writeFileSync(join(cwd, 'c.jsonl'), writeCounterexample(FINDING, { url: URL }));
    const replay = () => Promise.resolve({ verdict, exitCode: exit, runs: 20, failures: 17, finding: FINDING });
    const { code, out } = await call(['replay', 'c.jsonl'], { io: { cwd }, engine: { replay } });
    expect(code).toBe(exit);
    expect(out).toContain(says);
    expect(out).not.toContain(SECRET);
  });
});

describe('recheck', () => {
  it.each<[string, JsonObject, string]>([
    ['to be given its command by hand', { url: URL, exec: 'node shop.mjs' }, " --exec '…'"],
    ['once where the command is left out of it', { url: URL, exec: '<--exec>' }, " --exec '…'"],
    ['though what it names is no command', { url: URL, exec: { run: 'x' } }, " --exec '…'"],
    ['though its sink is nowhere', { url: URL, sink: 'nowhere' }, ''],
  ])('should name the counterexample file that a finding comes from, %s', async (_how, options, added) => {
    const cwd = fresh();
    writeFileSync(join(cwd, 'c.jsonl'), writeCounterexample(FINDING, options));
    const recheck = ([history]: readonly History[]) => {
      const [first, ...rest] = RESULT.verdicts;
      const { file: _, ...finding } = FINDING;
      return { ...RESULT, verdicts: [{ ...first!, findings: [{ ...finding, history: history! }] }, ...rest] };
    };
    const { out } = await call(['recheck', 'c.jsonl'], { io: { cwd }, engine: { recheck } });
    expect(out).toContain(`npx retryproof replay c.jsonl${added}\n`);
  });

  it('should annotate what it finds in a job of GitHub Actions', async () => {
    const cwd = fresh();
    writeFileSync(join(cwd, 'a.jsonl'), writeHistory(HISTORY));
    const { out } = await call(['recheck', 'a.jsonl'], { io: { cwd, env: { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: 'summary.md' } } });
    expect(out).toContain('\n::error title=retryproof%3A single-effect (overlap)::');
    expect(readFileSync(join(cwd, 'summary.md'), 'utf8')).toContain('## retryproof: FAILED (exit 1)');
  });

  it('should hand all histories of all files to the judge, but for a cut-off line', async () => {
    const cwd = fresh();
    writeFileSync(join(cwd, 'a.jsonl'), writeHistory(HISTORY) + writeHistory(HISTORY));
    writeFileSync(join(cwd, 'b.jsonl'), `${writeHistory(HISTORY)}{"type":"set`);
    let seen = 0;
    const recheck = (histories: readonly unknown[]) => {
      seen = histories.length;
      return RESULT;
    };
    const { code, err } = await call(['recheck', 'a.jsonl', 'b.jsonl'], { io: { cwd }, engine: { recheck } });
    expect(err).toContain('b.jsonl is cut off in its last line');
    expect([code, seen]).toEqual([1, 3]);
  });
});
