import type { CampaignState } from '../run/campaign.js';
import type { CampaignInput } from './campaign.js';
import type { Bench } from './judging.js';
import type { Progress } from './options.js';
import type { Run } from './run.js';

export type ShowProgress = CampaignInput['onPhase'];

/** A progress line is worth drawing so often. */
const PROGRESS_EVERY_MS = 100;

/** What tells the user how far a run is; each phase is told when it begins. */
export function progressOf({ hooks, gate, timing }: Pick<Run, 'hooks' | 'gate' | 'timing'>, bench: Pick<Bench, 'isFinding'>): ShowProgress {
  let lastAtMs = -Infinity;
  let lastPhase = '';
  return (phase: Progress['phase'], state, detail) => {
    const nowMs = timing.nowMs();
    if (hooks.onProgress === undefined || (phase === lastPhase && nowMs - lastAtMs < PROGRESS_EVERY_MS)) return;
    [lastAtMs, lastPhase] = [nowMs, phase];
    const elapsedMs = nowMs - timing.startedAtMs;
    hooks.onProgress({
      phase,
      elapsedMs,
      timeMs: timing.endsAtMs - timing.startedAtMs,
      plans: state?.plans ?? 0,
      requests: gate.count,
      requestsPerSecond: Math.round((gate.count / Math.max(elapsedMs, 1)) * 1000),
      situations: state?.situations.size ?? 0,
      violations: violationsIn(state, bench, phase),
      ...(detail === undefined ? {} : { detail }),
    });
  };
}

/** Rates are only final when the campaign is over: what they bear out is then shrunk, as what was proven at once. */
function violationsIn(state: CampaignState | undefined, { isFinding }: Pick<Bench, 'isFinding'>, phase: Progress['phase']): number {
  const isOver = phase === 'shrinking' || phase === 'confirming';
  return [...(state?.sightings.values() ?? [])].filter(({ best: [{ failure }] }) => !failure.suspect || (isOver && isFinding(failure))).length;
}
