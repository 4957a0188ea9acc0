import { describe, expect, it } from 'vitest';
import type { Progress } from '../../../src/check/options.js';
import { progressOf } from '../../../src/check/progress.js';
import type { CampaignState } from '../../../src/run/campaign.js';
import type { Failure, Sightings } from '../../../src/run/judging.js';

const sightings = (suspect: boolean): Sightings => ({ best: [{ failure: { suspect } as Failure, plan: {}, history: {}, late: false }], seen: 1 } as unknown as Sightings);

/** Violations that are told in a phase, of one that is proven and one that is suspected. */
function told(phase: Progress['phase'], isBorneOut: boolean): number | undefined {
  let shown: Progress | undefined;
  const run = { hooks: { onProgress: (progress: Progress) => (shown = progress) }, gate: { count: 1 }, timing: { startedAtMs: 0, endsAtMs: 1_000, nowMs: () => 500 } };
  const state = { plans: 2, situations: new Map(), sightings: new Map([['a', sightings(false)], ['b', sightings(true)]]) } as unknown as CampaignState;
  progressOf(run as unknown as Parameters<typeof progressOf>[0], { isFinding: ({ suspect }) => !suspect || isBorneOut })(phase, state);
  return shown?.violations;
}

describe('progress', () => {
  it('should count what is only suspected once it is shrunk, and not before', () => {
    expect((['campaign', 'final probes', 'shrinking', 'confirming'] as const).map((phase) => told(phase, true))).toEqual([1, 1, 2, 2]);
  });

  it('should never count what the rates did not bear out', () => {
    expect(told('shrinking', false)).toBe(1);
  });
});
