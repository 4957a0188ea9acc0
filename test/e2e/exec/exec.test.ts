import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { until } from '../../adapters/servers.js';
import type { BuiltPackage } from '../process/package.js';
import { buildPackage, ended } from '../process/package.js';
import { counted, failures, fresh, reportIn, retryproof } from '../targets/cli.js';
import { correct, serve } from '../targets/servers.js';
import { soundness } from '../flags/door.js';

const SERVICE = `${process.execPath} ${resolve('test/e2e/exec/service.mjs')}`;
const OPEN_PORT = 'http://localhost:{{port}}';

const pidsIn = (file: string): readonly number[] => (existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n').map(Number) : []);

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !/^\d+ \([^)]*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

describe('--exec', () => {
  it('starts the service, checks it, and leaves nothing of it behind', async () => {
    const pids = join(fresh(), 'pids');
    const { code, text, cwd } = await retryproof(counted(OPEN_PORT, '--exec', `PIDS=${pids} HELPER=1 ${SERVICE}`, '--time', '8s', '--runs', '60', '--json', 'r.json'));
    expect([0, 4], text).toContain(code);
    expect(soundness(reportIn(cwd)), text).toBe('sound');
    expect(text).toMatch(/POST http:\/\/localhost:\d+\/charges/);
    expect(pidsIn(pids).length).toBeGreaterThanOrEqual(2);
    expect(pidsIn(pids).filter(isAlive)).toEqual([]);
  });

  it('finds in it what it would find in one that runs already', async () => {
    const { code, text, cwd } = await retryproof(counted(OPEN_PORT, '--exec', `IGNORE_KEYS=1 ${SERVICE}`, '--time', '6s', '--json', 'r.json'));
    expect(failures(reportIn(cwd)).join('\n'), text).toMatch(/^single-effect\//);
    expect(code).toBe(1);
  });

  it('puts {{port}} into the command too', async () => {
    const { text, cwd } = await retryproof(counted(OPEN_PORT, '--exec', `unset PORT; export PORT={{port}}; ${SERVICE}`, '--time', '8s', '--runs', '60', '--json', 'r.json'));
    expect(soundness(reportIn(cwd)), text).toBe('sound');
  });

  it('--instances 2 sends the duplicates of one operation to two processes, which share nothing here', async () => {
    const pids = join(fresh(), 'pids');
    const { text, cwd } = await retryproof(counted(OPEN_PORT, '--exec', `PIDS=${pids} ${SERVICE}`, '--instances', '2', '--time', '6s', '--fail-fast', '--json', 'r.json'));
    expect(pidsIn(pids).length).toBeGreaterThanOrEqual(2);
    expect(failures(reportIn(cwd)), text).not.toEqual([]);
    expect(pidsIn(pids).filter(isAlive)).toEqual([]);
  });
});

describe('a service that does not start', () => {
  it('is told of with how it ended and what it said last', async () => {
    const { code, out, text } = await retryproof(counted(OPEN_PORT, '--exec', `echo "no such table: charges" >&2; exit 4`));
    expect(text).toMatch(/ended with exit code 4 before anything answered at http:\/\/localhost:\d+/);
    expect(out).toMatch(/│ no such table: charges/);
    expect(code, text).toBe(3);
  });

  it('is not looked for where something else listens already', async () => {
    const url = await serve(correct());
    const { code, text } = await retryproof(counted(url, '--exec', SERVICE));
    expect(text).toMatch(/something listens at http:\/\/127\.0\.0\.1:\d+ already, before the service was started.*\{\{port\}\}/);
    expect(code, text).toBe(3);
  });

  it('in mid-run is told of in the same way', async () => {
    const { code, out, text } = await retryproof(counted(OPEN_PORT, '--exec', `CRASH_AFTER=400 ${SERVICE}`, '--time', '15s'));
    expect(text).toMatch(/stopped answering in mid-run, after \d+ plans \(the process ended with exit code 7\)/);
    expect(out).toMatch(/│ out of paper/);
    expect(code, text).toBe(3);
  });
});

describe('what --exec is told', () => {
  it.for([
    [['--url', 'http://localhost:1'], /--exec starts them all.*--instances 2/],
    [['--unix-socket', '/s'], /--unix-socket and --exec do not go together/],
    [['--instances', '40'], /--instances 40 is not between 1 and 16/],
  ] as const)('cannot stand beside %j', async ([flags, message]) => {
    const { code, text } = await retryproof(counted(OPEN_PORT, '--exec', SERVICE, ...flags));
    expect(text).toMatch(message);
    expect(code, text).toBe(2);
  });

  it.for([
    [['http://localhost:3000', '--instances', '2'], /--instances is for a service that --exec starts/],
    [['http://localhost:3000', '--exec', SERVICE, '--instances', '2'], /2 instances cannot share one port.*http:\/\/localhost:\{\{port\}\}\/charges/],
    [[OPEN_PORT], /leaves its port open, and nothing is started there.*--exec/],
    [[OPEN_PORT, '--exec', ' '], /--exec names no command/],
  ] as const)('%j is refused', async ([[url, ...flags], message]) => {
    const { code, text } = await retryproof(counted(url, ...flags));
    expect(text).toMatch(message);
    expect(code, text).toBe(2);
  });

  it('is not taken from a saved file', async () => {
    const exec = `IGNORE_KEYS=1 ${SERVICE}`;
    const { cwd, text } = await retryproof(counted(OPEN_PORT, '--exec', exec, '--time', '6s', '--property', 'single-effect'));
    const [, file = ''] = /npx retryproof replay (\S+)/.exec(text) ?? [];
    expect(text).toContain(`replay ${file} --exec '${exec}'`);
    const refused = await retryproof(['replay', file], { cwd });
    expect(refused.text).toMatch(/names a command that starts the service, and no command of a file is run.*--exec 'IGNORE_KEYS=1/);
    expect(refused.code).toBe(2);
    const again = await retryproof(['replay', file, '--exec', exec], { cwd });
    expect(again.text).toMatch(/FAILED/);
    expect(again.code).toBe(1);
    const unstarted = await retryproof(['replay', file, '--exec', 'echo "no such table: charges" >&2; exit 4'], { cwd });
    expect(unstarted.text).toMatch(/ended with exit code 4 before anything answered at \S+ retryproof: │ no such table: charges retryproof: it must go on running/);
    expect(unstarted.code).toBe(3);
  });
});

/** A kill and a polite stop, at which nothing else keeps the process alive. */
const ALONE = `import { execAdapter } from 'retryproof/adapters/exec';

const session = await execAdapter({ command: ${JSON.stringify(SERVICE)}, url: '${OPEN_PORT}' }).open();
for (const action of ['kill', 'restart', 'kill', 'restart', 'kill', 'restart', 'stop']) {
  await session.processControl.control(action, 0);
  console.log(action);
}
await session.close();
`;

describe('a process that is the kit', () => {
  let kit: BuiltPackage;
  beforeAll(() => {
    kit = buildPackage();
  });
  afterAll(() => kit.remove());

  it('waits for the end of the service, also where nothing else keeps it', async () => {
    writeFileSync(join(kit.dir, 'alone.mjs'), ALONE);
    expect(await ended(kit.node('alone.mjs'))).toMatchObject({ code: 0, out: 'kill\nrestart\nkill\nrestart\nkill\nrestart\nstop\n', err: '' });
  });

  it.for(['SIGKILL', 'SIGTERM', 'SIGINT'] as const)('that is ended by %s leaves no process behind, nor what that has started', async (signal) => {
    const cwd = fresh();
    const pids = join(cwd, 'pids');
    const child = kit.run(counted(OPEN_PORT, '--exec', `PIDS=${pids} HELPER=1 ${SERVICE}`, '--time', '30s'), { cwd });
    const end = ended(child);
    await until(() => pidsIn(pids).length >= 2);
    expect(pidsIn(pids).filter(isAlive)).not.toEqual([]);
    child.kill(signal);
    await until(() => !pidsIn(pids).some(isAlive));
    await end;
  });
});
