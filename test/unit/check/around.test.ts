import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { RunEnd } from '../../../src/check/around.js';
import { aroundRun } from '../../../src/check/around.js';
import type { CommonOptions } from '../../../src/check/options.js';
import { neverSignal } from '../../../src/run/signals.js';

const URL = 'http://localhost:3000/charges';
const END: RunEnd = { exitCode: 1, exitReason: 'single-effect does not hold.' };
type Given = Pick<CommonOptions, 'beforeRun' | 'afterRun'>;
const around = (given: Given, limitMs?: number, stop = neverSignal()) => aroundRun(given, URL, stop, limitMs);

let dir = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'retryproof-around-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));
const written = (name: string): string => readFileSync(join(dir, name), 'utf8').trim();
const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return !/^\d+ \([^)]*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
};

describe('what is done around a run', () => {
  it('should be told of it', async () => {
    const { before, after } = around({ beforeRun: `echo "$RETRYPROOF_URL" > ${dir}/b`, afterRun: `echo "$RETRYPROOF_URL $RETRYPROOF_VERDICT $RETRYPROOF_EXIT_CODE $RETRYPROOF_REASON" > ${dir}/a` });
    await before();
    expect(written('b')).toBe(URL);
    expect(await after(END)).toBeUndefined();
    expect(written('a')).toBe(`${URL} violations 1 single-effect does not hold.`);
  });

  it('should be functions where the run is asked for from code', async () => {
    const seen: unknown[] = [];
    const { before, after } = around({ beforeRun: ({ url }) => void seen.push(url), afterRun: async ({ signal: _, ...about }) => void seen.push(about) });
    await before();
    expect(await after({ ...END, verdict: 'FAILED' })).toBeUndefined();
    expect(seen).toEqual([URL, { url: URL, verdict: 'FAILED', exitCode: 1, exitReason: END.exitReason }]);
  });

  it.each<[string, Given['beforeRun'], string]>([
    ['a command that fails', 'echo no such table: charges >&2; exit 3', '"echo no such table: charges >&2; exit 3" ended with exit code 3; no such table: charges'],
    ['a command that is none', 'retryproof-has-no-such-command', 'ended with exit code 127'],
    ['a command that hangs', 'sleep 60', '"sleep 60" was stopped after 0.3 s'],
    ['a function that throws', () => Promise.reject(new Error('no such table')), 'no such table'],
    ['a function that hangs', () => new Promise(() => undefined), 'it did not end within 0.3 s'],
  ])('should say of %s what is wrong, before as an error and after as a note', async (_, run, message) => {
    const { before, after } = around({ beforeRun: run, afterRun: run } as Given, 300);
    await expect(before()).rejects.toMatchObject({ name: 'UsageError', message: expect.stringMatching(/^--before-run failed, and nothing was sent: /) as string });
    await expect(before()).rejects.toThrow(message);
    expect(await after(END)).toMatchObject({ kind: 'warning', text: expect.stringContaining(message) as string });
  });

  it('should leave nothing running', async () => {
    await around({ beforeRun: `sleep 60 & echo $! > ${dir}/pid` }).before();
    await expect.poll(() => isAlive(Number(written('pid')))).toBe(false);
  });

  it('should be ended by Ctrl-C before the run, which then says so itself', async () => {
    const stop = new AbortController();
    const done = around({ beforeRun: 'sleep 60' }, undefined, stop.signal).before();
    stop.abort();
    await expect(done).resolves.toBeUndefined();
    await expect(around({ beforeRun: () => new Promise(() => undefined) }, undefined, stop.signal).before()).resolves.toBeUndefined();
  });

  it('should clean up after Ctrl-C too', async () => {
    await around({ afterRun: `echo "$RETRYPROOF_VERDICT" > ${dir}/a` }, undefined, AbortSignal.abort()).after({ exitCode: 130, exitReason: 'interrupted' });
    expect(written('a')).toBe('interrupted');
  });
});
