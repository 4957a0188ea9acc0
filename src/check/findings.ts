import type { Finding } from '../model/index.js';
import type { CampaignState } from '../run/campaign.js';
import type { Sighting } from '../run/judging.js';
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
      .filter(({ failure }) => bench.isFinding(failure))
      .toSorted((left, right) => left.failure.rank - right.failure.rank);
    const findings: Finding[] = [];
    for (const [index, sighting] of sightings.entries()) {
      const finding = await findingOf(bounded, state, sighting, { index, left: sightings.length - index });
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
async function findingOf(input: CampaignInput, state: CampaignState, sighting: Sighting, { index, left }: Place): Promise<Finding | undefined> {
  const { rig, context, timing, bench, stop, nextRun, onPhase } = input;
  const why = whyUnshrunk(sighting, { index, interrupted: stop.aborted, lost: state.lost !== undefined });
  if (why !== undefined) return unshrunk(sighting, why);
  const stands = await stillStands(input, sighting);
  const endsAtMs = timing.nowMs() + (timing.endsAtMs - timing.nowMs()) / Math.min(left, MOST_SHRUNK - index);
  const finding = await toFinding(sighting, {
    rig, context, nextRun,
    judge: bench.rejudge,
    mayGoOn: () => timing.nowMs() < endsAtMs && !stop.aborted && !rig.gate.exhausted,
    onStep: (phase, detail) => onPhase(phase, state, detail),
  });
  return stands || finding.reproduction.failures > 0 ? finding : undefined;
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
