import { describe, expect, it } from 'vitest';
import type { Timing } from '../../../src/check/timing.js';
import { lastEndMs } from '../../../src/check/timing.js';
import type { Completion } from '../../../src/model/index.js';
import type { Sightings } from '../../../src/run/judging.js';
import type { Rig } from '../../../src/run/rig.js';
import { scene } from './scene.js';

/** So many findings, of a server that has each. */
const times = (count: number, { failure, twice, history }: Awaited<ReturnType<typeof scene>>): readonly Sightings[] =>
  Array.from({ length: count }, (): Sightings => ({ best: [{ failure, plan: twice, history, late: false }], seen: 1 }));

describe('the time of shrinking and confirming', { timeout: 60_000 }, () => {
  it('should be half of --time more at most, and 10 s where that is more', () => {
    expect(lastEndMs({ startedAtMs: 1_000, endsAtMs: 61_000 })).toBe(91_000);
    expect(lastEndMs({ startedAtMs: 1_000, endsAtMs: 6_000 })).toBe(16_000);
  });

  it('should end where a timer does: one that is given more goes off at once, and would cut off everything', () => {
    const days = (count: number): number => count * 24 * 3_600_000;
    expect(lastEndMs({ startedAtMs: 1_000, endsAtMs: 1_000 + days(10) })).toBe(1_000 + days(15));
    expect(lastEndMs({ startedAtMs: 1_000, endsAtMs: 1_000 + days(20) })).toBe(1_000 + 2 ** 31 - 1);
  });

  it('should be shared by all findings: what was not rerun by its end is reported, with how often it was', async () => {
    const here = await scene();
    // Every rerun takes 40 s of this clock, and 80 s are left.
    let atMs = 120_000;
    const begun: number[] = [];
    const timing: Timing = { startedAtMs: 0, endsAtMs: 200_000, nowMs: () => atMs };
    const { findings } = await here.findingsIn(times(8, here), timing, {
      onRun() {
        begun.push(atMs);
        atMs += 40_000;
      },
    });
    expect(begun).toEqual([120_000, 160_000, 200_000, 240_000, 280_000]);
    expect(findings.map(({ reproduction: { runs, failures } }) => [runs, failures])).toEqual([[3, 3], [2, 2], [0, 0], [0, 0], [0, 0], [0, 0], [0, 0], [0, 0]]);
    expect(findings.map(({ reproduction: { note } }) => note)).toEqual([
      ...Array.from({ length: 2 }, () => 'time ended before every simpler plan had been tried'),
      ...Array.from({ length: 4 }, () => 'time ended before it could be run again'),
      ...Array.from({ length: 2 }, () => 'the stronger findings were shrunk first'),
    ]);
  });

  it('should cut off a rerun that hangs, and lose no finding', async () => {
    const here = await scene();
    const nowMs = (): number => performance.now();
    // Its last end is a moment after a rerun would have ended that does not hang.
    const endsAtMs = nowMs() + (here.history.events.at(-1)?.atMs ?? 0) + 500 - 10_000;
    const hanging: Rig = { ...here.rig, session: { ...here.rig.session, send: (_, { signal }) => untilAborted(signal) } };
    const { findings } = await here.findingsIn(times(2, here), { startedAtMs: endsAtMs - 1_000, endsAtMs, nowMs }, { by: hanging });
    const reproduction = { runs: 0, failures: 0, minimal: false, note: 'time ended before it could be run again' };
    expect(findings).toMatchObject([{ property: 'single-effect', reproduction }, { property: 'single-effect', reproduction }]);
  });

  it('should not take a last look that was cut off for a sign that nothing is missing any more', async () => {
    const { rig, failure, twice, harmless, findingsIn } = await scene();
    const { findings: [first] } = await findingsIn([{ best: [{ failure, plan: twice, history: harmless, late: false }], seen: 1 }], { startedAtMs: 0, endsAtMs: 1_000, nowMs: () => 60_000 }, { by: { ...rig, signal: AbortSignal.abort() } });
    expect(first).toMatchObject({ property: 'single-effect', reproduction: { runs: 0 } });
  });
});

function untilAborted(signal: AbortSignal | undefined): Promise<Completion> {
  return new Promise((resolve) => {
    signal?.addEventListener('abort', () => resolve({ outcome: 'info', reason: 'interrupted', detail: '' }), { once: true });
  });
}
