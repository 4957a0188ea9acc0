import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { startPayments } from '../../src/cli/demo/payments.js';
import type { BuiltPackage } from './process/package.js';
import { buildPackage, ended } from './process/package.js';
import { BODY, EFFECTS } from './targets/cli.js';

let built: BuiltPackage;
beforeAll(() => {
  built = buildPackage();
});
afterAll(() => built.remove());

function directory(): string {
  const dir = mkdtempSync(join(tmpdir(), 'retryproof-process-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

async function payments(): Promise<string> {
  const { url, close } = await startPayments(true);
  onTestFinished(close);
  return url;
}

/** Starts the command line, and calls back once a text stands on its stderr. */
async function untilSaid(args: readonly string[], text: string | RegExp, then: (child: ReturnType<BuiltPackage['run']>) => void) {
  const child = built.run(args, { cwd: directory() });
  const end = ended(child);
  let [said, told] = ['', false];
  child.stderr?.on('data', (chunk: string) => {
    said += chunk;
    if (told || said.search(text) < 0) return;
    told = true;
    then(child);
  });
  return end;
}

describe('retryproof demo', () => {
  // 10 s on a machine with nothing else to do. The suite's other processes may be running beside it, and then there may be too
  // little time to make the schedule as small as it gets: once in three times it must be.
  it('should find the bug, show its minimal schedule, pass the repaired service, and end within 10 s with 0', { retry: 2, timeout: 60_000 }, async () => {
    const cwd = directory();
    const beganMs = performance.now();
    const { code, out, err } = await ended(built.run(['demo'], { cwd }));
    expect(code, out + err).toBe(0);
    expect(performance.now() - beganMs).toBeLessThan(15_000);
    const [broken = '', repaired = ''] = out.split('The same service, which remembers');
    expect(broken).toMatch(/✗ single-effect \(second-effect\)\n {2}2 effects for one key: the effects probe counted POST \/charges twice/);
    expect(broken).toMatch(/Schedule {5}a0 at once; a1 together with a0\n/);
    expect(broken).toContain('FAILED (exit 1)');
    expect(repaired).toContain('PASSED (exit 0)');
    expect(repaired).not.toContain('✗');
    expect(out.split('\n').filter((line) => line.length > 100)).toEqual([]);
    // Its services are gone: nothing is left to run again, and nothing is left behind.
    expect(out).not.toMatch(/Run again|retryproof replay/);
    expect(readdirSync(cwd)).toEqual([]);
  });
});

describe('the process', () => {
  it('should say what it does without waiting for the engine', async () => {
    const { code, out } = await ended(built.run(['--help']));
    expect(code).toBe(0);
    expect(out).toContain('retryproof check');
  });

  it.each([
    [[], 2],
    [['check', 'http://example.com/charges'], 5],
    [['check', 'http://127.0.0.1:1/charges', '--time', '2s'], 3],
    [['recheck', 'nonexistent.jsonl'], 2],
  ])('should exit, of %j, with %i', async (args, exit) => {
    const { code, out, err } = await ended(built.run(args, { cwd: directory() }));
    expect(code, err).toBe(exit);
    expect(out + err).not.toMatch(/^\s+at .*:\d+/m);
  });

  it('should, on Ctrl-C, settle, report what it has and exit with 130', async () => {
    const url = await payments();
    const beganMs = performance.now();
    const { code, out, err } = await untilSaid(['check', url, '-d', BODY, '--effects', EFFECTS, '--time', '60s'], /campaign/, (child) => {
      setTimeout(() => child.kill('SIGINT'), 500);
    });
    expect(code, err).toBe(130);
    expect(performance.now() - beganMs).toBeLessThan(12_000);
    expect(err).toContain('stopping');
    expect(out).toContain('Campaign');
    expect(out).toMatch(/INTERRUPTED \(exit 130\)/);
  });

  it('should, on a second Ctrl-C, exit at once', async () => {
    const silent = createServer(() => undefined);
    await new Promise<void>((listening) => silent.listen(0, '127.0.0.1', listening));
    onTestFinished(() => silent.closeAllConnections());
    const { port } = silent.address() as AddressInfo;
    const { code } = await untilSaid(['check', `http://127.0.0.1:${port}/charges`, '-d', BODY, '--time', '60s'], /calibrating/, (child) => {
      child.stderr?.on('data', (chunk: string) => {
        if (chunk.includes('stopping')) child.kill('SIGINT');
      });
      child.kill('SIGINT');
    });
    silent.close();
    expect(code).toBe(130);
  });

  it('should not mind a reader that stops reading', async () => {
    const cwd = directory();
    const child = built.run(['check', await payments(), '-d', BODY, '--effects', EFFECTS, '--time', '4s', '--json', 'report.json'], { cwd });
    child.stdout?.destroy();
    child.stderr?.destroy();
    const { code } = await ended(child);
    expect([0, 4]).toContain(code);
    expect(existsSync(join(cwd, 'report.json'))).toBe(true);
  });
});
