import { existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it, onTestFinished, vi } from 'vitest';

import buggy from '../../zoo/planted/key-ignored.js';
import type { Handler } from '../../zoo/base/http.js';
import { build, conflictRules, waitingRules } from '../../zoo/base/services.js';
import { Shop } from '../../zoo/base/shop.js';
import { check, httpAdapter, withClock } from '../../../src/index.js';
import { BODY, counted, EFFECTS, failures, fresh, historiesIn, reportIn, retryproof } from './cli.js';
import { around, correct, mortal, serve } from './servers.js';

/** Idempotency off: the key is ignored. */
const careless = (): Handler => build({ ...conflictRules(), key: () => undefined });

/** Its effects are in a database, its keys in its memory. */
function keysLost(): () => Handler {
  const shop = new Shop();
  return () => build(waitingRules(), {}, shop);
}

/** It dies at a request, and a slow machine takes its time until then. */
const LONG = ['--time', '40s'];
const WITHIN = { withinMs: 50_000 };

describe('a target that dies in mid-run', { timeout: 60_000 }, () => {
  it('gives no verdict, says so, and keeps the histories until then', async () => {
    const target = await mortal(correct, 700);
    const { code, text, cwd } = await retryproof(counted(target.url, ...LONG, '--history', 'h', '--json', 'r.json'), WITHIN);
    const stayedMs = performance.now() - (target.diedAtMs ?? 0);
    expect(failures(reportIn(cwd))).toEqual([]);
    expect(code, text).toBe(3);
    expect(text).toMatch(/stopped answering in mid-run, after \d+ plans \(nothing listens there/);
    expect(stayedMs).toBeLessThan(9_000);
    expect(historiesIn(join(cwd, 'h')).length).toBeGreaterThan(5);
  });

  it('is still guilty of what was found before', async () => {
    const { url } = await mortal(careless, 400);
    const { code, text, cwd } = await retryproof(counted(url, ...LONG, '--json', 'r.json'), WITHIN);
    expect(code, text).toBe(1);
    expect(text).toMatch(/stopped answering in mid-run/);
    expect(reportIn(cwd).verdicts.find(({ id }) => id === 'single-effect')?.verdict).toBe('fail');
  });

  it('in calibration cannot be reached', async () => {
    const { url } = await mortal(correct, 12);
    const { code, text } = await retryproof(counted(url, '--time', '3s'));
    expect(text).toMatch(/refused the connection|nothing listens/);
    expect(code, text).toBe(3);
  });

  it.for([
    [0, 'with nothing in its memory', () => correct],
    [200, 'with nothing in its memory', () => correct],
    [10, 'its keys lost and its effects kept', keysLost],
    [200, 'its keys lost and its effects kept', keysLost],
  ] as const)('and comes back after %i ms, %s, raises nothing', async ([downMs, , make]) => {
    const { url } = await mortal(make(), 500, downMs);
    const { code, text, cwd } = await retryproof(counted(url, '--time', '3s', '--json', 'r.json'));
    expect(failures(reportIn(cwd)), text).toEqual([]);
    expect([0, 3, 4], text).toContain(code);
  });

  it('hangs for ever instead of dying', async () => {
    let calls = 0;
    const url = await serve(around((_call, inner) => ((calls += 1) > 500 ? new Promise(() => {}) : inner())));
    const { code, text } = await retryproof(counted(url, '--time', '4s', '--timeout', '300ms'), { withinMs: 16_000 });
    expect([1, 3, 4], text).toContain(code);
  });
});

describe('Ctrl-C', () => {
  const stopAfter = (ms: number): AbortSignal => AbortSignal.timeout(ms);
  /** Comes when the target has seen more calls than a calibration takes, whatever the machine's speed. */
  const stopping = async (handler: Handler): Promise<{ readonly url: string; readonly signal: AbortSignal }> => {
    const stop = new AbortController();
    let calls = 0;
    const url = await serve((call) => {
      calls += 1;
      if (calls === 1_000) stop.abort();
      return handler(call);
    });
    return { url, signal: stop.signal };
  };

  it('in a clean campaign ends it soon, with what was reached so far', async () => {
    const { url, signal } = await stopping(correct());
    const { code, text, tookMs, cwd } = await retryproof(counted(url, '--time', '60s', '--history', 'h', '--json', 'r.json'), { signal, withinMs: 30_000 });
    expect(code, text).toBe(130);
    expect(tookMs).toBeLessThan(30_000);
    expect(text).toMatch(/INTERRUPTED \(exit 130\)/);
    expect(historiesIn(join(cwd, 'h')).length).toBeGreaterThan(5);
    expect(reportIn(cwd).stats.plans).toBeGreaterThan(0);
  });

  it('keeps a violation that was found', async () => {
    const { url, signal } = await stopping(careless());
    const { code, text } = await retryproof(counted(url, '--time', '60s'), { signal, withinMs: 30_000 });
    expect(code, text).toBe(1);
    expect(text).toMatch(/interrupted/);
  });

  it.for(['before', 'in'] as const)('%s the last look begins no plan of what is left, least of all what cannot be undone', async (when) => {
    const stop = new AbortController();
    const keys = new Set<unknown>();
    const late: string[] = [];
    let isEnding = false;
    let movedMs = 0;
    const url = await serve(around((call, inner) => {
      if (isEnding) stop.abort();
      const key = call.headers['idempotency-key'];
      if (stop.signal.aborted && (when === 'before' || (call.method === 'POST' && !keys.has(key)))) late.push(`${call.method} ${call.path} ${String(key)}`);
      keys.add(key);
      return inner();
    }));
    const adapter = withClock(httpAdapter({ instances: [url] }), (byMs) => void (movedMs += byMs));
    const principals = ['Authorization: Bearer a', 'Authorization: Bearer b'];
    const result = await check(adapter, { path: 'POST /charges', bodies: [BODY], effects: [EFFECTS], principals, revoke: 'POST /revoke', retentionMs: 86_400_000, runs: 80, seed: 4, timeMs: 30_000 }, {
      signal: stop.signal,
      onProgress({ phase }) {
        if (phase !== 'final probes') return;
        isEnding = true;
        if (when === 'before') stop.abort();
      },
    });
    expect([result.exitCode, late, movedMs]).toEqual([130, [], 0]);
  });

  it('in calibration ends it at once', async () => {
    const url = await serve(() => new Promise(() => {}));
    const { code, text, tookMs } = await retryproof(counted(url, '--time', '30s'), { signal: stopAfter(300) });
    expect(code, text).toBe(130);
    expect(tookMs).toBeLessThan(5_000);
  });

  it('before anything was sent sends nothing', async () => {
    let calls = 0;
    const url = await serve(around((_, inner) => ((calls += 1), inner())));
    const { code } = await retryproof(counted(url, '--time', '30s'), { signal: AbortSignal.abort() });
    expect([code, calls]).toEqual([130, 0]);
  });
});

describe.skipIf(!existsSync('/dev/full'))('a disk that is full', () => {
  /** Every write to it fails with ENOSPC. */
  const FULL = '/dev/full';

  it('under --history is told once, and is no pass', async () => {
    const url = await serve(correct());
    const cwd = fresh();
    mkdirSync(join(cwd, 'h'));
    // The name of the file is the time of the run.
    vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-01-02T03:04:05.678Z') });
    onTestFinished(() => void vi.useRealTimers());
    symlinkSync(FULL, join(cwd, 'h', 'run-2026-01-02T03-04-05-678Z.jsonl'));
    const { code, err, text } = await retryproof(counted(url, '--time', '2s', '--history', 'h', '--runs', '40'), { cwd });
    expect(err.match(/the disk is full/g), text).toHaveLength(1);
    expect(code, text).toBe(3);
  });

  it('under --json and --junit is told', async () => {
    const url = await serve(correct());
    const cwd = fresh();
    symlinkSync(FULL, join(cwd, 'r.json'));
    symlinkSync(FULL, join(cwd, 'r.xml'));
    const { code, err } = await retryproof(counted(url, '--time', '2s', '--json', 'r.json', '--junit', 'r.xml'), { cwd });
    expect(err).toMatch(/could not be written to r\.json: the disk is full/);
    expect(err).toMatch(/could not be written to r\.xml: the disk is full/);
    expect(code).toBe(3);
  });

  it('under the counterexamples leaves the verdict', async () => {
    const running = await buggy.start();
    try {
      const cwd = fresh();
      symlinkSync(FULL, join(cwd, '.retryproof'));
      const { code, err } = await retryproof(counted(running.url, '--time', '3s', '--fail-fast'), { cwd });
      expect(err).toMatch(/could not be saved in \.retryproof/);
      expect(code).toBe(1);
    } finally {
      await running.close();
    }
  });
});
