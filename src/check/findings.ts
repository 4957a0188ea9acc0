import type { Finding } from '../model/index.js';
import type { CampaignState } from '../run/campaign.js';
import type { Sighting, Sightings } from '../run/judging.js';
import { failureKey } from '../run/judging.js';
import { lookAgain } from '../run/last-look.js';
import { eitherSignal } from '../run/signals.js';
import type { CampaignInput } from './campaign.js';
import { STOP_GRACE_MS } from './campaign.js';
import { toFinding, unshrunk } from './shrinking.js';

/** Findings that are shrunk; what else there is is reported as seen. */
const MOST_SHRUNK = 6;

/** Shrinks and confirms what was found, strongest property first, as far as time reaches. */
export async function findingsStage(input: CampaignInput, state: CampaignState): Promise<readonly Finding[]> {
  const { bench, stop, rig } = input;
  const controller = new AbortController();
  let grace: NodeJS.Timeout | undefined;
  const onStop = (): void => {
    grace = setTimeout(() => controller.abort(), STOP_GRACE_MS);
  };
  stop.addEventListener('abort', onStop, { once: true });
  try {
    const bounded = { ...input, rig: { ...rig, signal: eitherSignal(rig.signal, controller.signal) } };
    const sightings = [...state.sightings.values()]
      .filter(({ best: [{ failure }] }) => bench.isFinding(failure))
      .toSorted((left, right) => left.best[0].failure.rank - right.best[0].failure.rank);
    const findings: Finding[] = [];
    for (const [index, each] of sightings.entries()) {
      const finding = await findingOf(bounded, state, each, { index, left: sightings.length - index });
      if (finding !== undefined) findings.push(finding);
    }
    return findings;
  } finally {
    clearTimeout(grace);
    stop.removeEventListener('abort', onStop);
  }
}

interface Place {
  readonly index: number;
  /** Findings that share the time from here on, this one included. */
  readonly left: number;
}

/** Undefined where what was missing has turned up since, and never went missing again. */
async function findingOf(input: CampaignInput, state: CampaignState, { best, seen }: Sightings, { index, left }: Place): Promise<Finding | undefined> {
  const { timing, stop } = input;
  const [first, ...others] = best;
  const why = whyUnshrunk(first, { index, interrupted: stop.aborted, lost: state.lost !== undefined });
  if (why !== undefined) return unshrunk(first, seen, why);
  const stands = await stillStands(input, first);
  const endsAtMs = timing.nowMs() + (timing.endsAtMs - timing.nowMs()) / Math.min(left, MOST_SHRUNK - index);
  let finding = await shrunk(input, state, first, { seen, endsAtMs });
  // The smallest plan may owe its failure to what ran beside it, where a larger one fails alone.
  for (const other of others) {
    if (finding.reproduction.failures > 0 || timing.nowMs() >= endsAtMs) break;
    const next = await shrunk(input, state, other, { seen, endsAtMs });
    if (next.reproduction.failures > 0) finding = next;
  }
  return stands || finding.reproduction.failures > 0 ? finding : undefined;
}

function shrunk({ rig, context, timing, bench, stop, nextRun, onPhase }: CampaignInput, state: CampaignState, sighting: Sighting, { seen, endsAtMs }: { seen: number; endsAtMs: number }): Promise<Finding> {
  return toFinding(sighting, seen, {
    rig, context, nextRun,
    judge: bench.rejudge,
    mayGoOn: () => timing.nowMs() < endsAtMs && !stop.aborted && !rig.gate.exhausted,
    onStep: (phase, detail) => onPhase(phase, state, detail),
  });
}

/** An effect that was missing under the campaign's load may only have been late: a second effect never goes away. */
async function stillStands({ rig, bench }: CampaignInput, { failure, history }: Sighting): Promise<boolean> {
  const continued = await lookAgain(history, rig, false);
  return bench.rejudge(continued).failures.some((each) => failureKey(each) === failureKey(failure));
}

function whyUnshrunk({ plan }: Sighting, { index, interrupted, lost }: { index: number; interrupted: boolean; lost: boolean }): string | undefined {
  if (interrupted) return 'the run was interrupted before it could be shrunk';
  if (lost) return 'the target was gone before it could be shrunk';
  if (plan.steps.some(({ kind }) => kind === 'revoke')) return 'a credential ends only once, so it was not run again';
  return index >= MOST_SHRUNK ? 'the stronger findings were shrunk first' : undefined;
}
