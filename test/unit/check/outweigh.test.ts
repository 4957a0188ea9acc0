import { describe, expect, it, onTestFinished } from 'vitest';
import { cleanRunsNeeded, enoughRuns, outweighing } from '../../../src/check/outweigh.js';
import { replay } from '../../../src/check/replay.js';
import type { History } from '../../../src/model/index.js';
import type { Failure } from '../../../src/run/judging.js';
import conflict from '../../zoo/correct/conflict.js';
import { scene } from './scene.js';

describe('clean runs that are a sign of a repair', () => {
  it('should be more where it failed more rarely, and no number where it never failed again', () => {
    expect([{ runs: 20, failures: 20 }, { runs: 10, failures: 2 }, { runs: 90, failures: 1 }].map(cleanRunsNeeded)).toEqual([2, 80, 5257]);
    expect([cleanRunsNeeded({ runs: 20, failures: 0 }), cleanRunsNeeded()]).toEqual([undefined, undefined]);
  });

  it('should be told with a time in which they fit', () => {
    expect(outweighing(80, { runs: 20, tookMs: 5_000 })).toEqual({ runs: 80, timeMs: 30_000 });
    expect(outweighing(80, { runs: 0, tookMs: 1 }).timeMs).toBe(10_000);
  });

  it('should be made as long as it holds, and no more once it has failed or time is over', async () => {
    const runsOf = async (failsAt: number, needed: number | undefined, fits: () => boolean, passed = (runs: number): number => runs) => {
      let runs = 0;
      const rerun = async () => ({ history: {} as History, tookMs: 1, cut: false, ...((runs += 1) === failsAt ? { failure: {} as Failure } : {}) });
      const { failures } = await enoughRuns({ plan: { disruptions: [] } as never, rerun, expectedMs: 1, mayGoOn: () => true }, needed, { passed: () => passed(runs), fits });
      return { runs, failures };
    };
    expect(await runsOf(0, 80, () => true)).toEqual({ runs: 80, failures: 0 });
    expect(await runsOf(0, undefined, () => true)).toEqual({ runs: 20, failures: 0 });
    expect(await runsOf(7, 80, () => true)).toEqual({ runs: 20, failures: 1 });
    expect(await runsOf(50, 80, () => true)).toEqual({ runs: 50, failures: 1 });
    expect(await runsOf(0, 80, () => false)).toEqual({ runs: 20, failures: 0 });
    // What decided nothing is made up for, but where nothing is decided at all.
    expect(await runsOf(0, 80, () => true, (runs) => Math.floor(runs / 2))).toEqual({ runs: 160, failures: 0 });
    expect(await runsOf(0, 2, () => true, () => 0)).toEqual({ runs: 20, failures: 0 });
  });
});

describe('replay of what failed rarely', { timeout: 120_000 }, () => {
  const replayed = async (reproduction: { readonly runs: number; readonly failures: number }, timeMs: number, made = (history: History): History => history) => {
    const { history: plain } = await scene();
    const history = made(plain);
    const { url, close } = await conflict.start();
    onTestFinished(close);
    return replay(
      { history, property: 'single-effect', cause: 'second-effect', reproduction },
      { url: `${url}/charges`, bodies: ['{"amount":"{{int 1 5000}}","reference":"{{nonce}}"}'], effects: ['GET /charges?reference={{nonce}}'], also: 'POST /charges/{{answer /id}}/refund', alsoBody: '{"amount":"{{int 1 50}}","reference":"{{nonce}}"}', alsoEffects: 'GET /refunds?reference={{nonce}}', timeMs },
    );
  };

  it('should end with FIXED on a service that was repaired', async () => {
    expect(await replayed({ runs: 10, failures: 2 }, 100_000)).toMatchObject({ verdict: 'FIXED', exitCode: 0, runs: 80 });
  });

  it('should not count the time by which only the clock of the target was set on', async () => {
    const byMs = 86_400_000;
    const aDayLater = ({ head, events }: History): History => ({
      head, events: [...events.slice(0, -1), { type: 'clock', atMs: events.at(-2)?.atMs ?? 0, byMs }, ...events.slice(-1).map((event) => ({ ...event, atMs: event.atMs + byMs }))],
    });
    expect(await replayed({ runs: 10, failures: 3 }, 100_000, aDayLater)).toMatchObject({ verdict: 'FIXED', runs: cleanRunsNeeded({ runs: 10, failures: 3 }) });
  });

  it('should say what it takes where the time is too short for it', async () => {
    const result = await replayed({ runs: 90, failures: 1 }, 2_000);
    expect(result).toMatchObject({ verdict: 'UNSEEN', exitCode: 4, outweighing: { runs: 5257 } });
    expect(result.outweighing?.timeMs).toBeGreaterThan(20_000);
  });
});
