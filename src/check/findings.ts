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

/** Undefined where what was missing has turned up since, in every plan that is still known, and never went missing again. */
async function findingOf(input: CampaignInput, state: CampaignState, { best, seen }: Sightings, { index, left }: Place): Promise<Finding | undefined> {
  const { timing, stop } = input;
  const why = whyUnshrunk(best[0], { interrupted: stop.aborted, lost: state.lost !== undefined });
  if (why !== undefined) return unshrunk(best[0], seen, why);
  const standing = await firstStanding(input, best);
  if (index >= MOST_SHRUNK) return standing === undefined ? undefined : unshrunk(standing, seen, 'the stronger findings were shrunk first');
  const endsAtMs = timing.nowMs() + (timing.endsAtMs - timing.nowMs()) / Math.min(left, MOST_SHRUNK - index);
  const tried = new Map<Sighting, Finding>();
  // The smallest plan may owe its failure to what ran beside it, where a larger one fails alone.
  for (const sighting of best) {
    if (tried.size > 0 && timing.nowMs() >= endsAtMs) break;
    const finding = await shrunk(input, state, sighting, { seen, endsAtMs });
    if (finding.reproduction.failures > 0) return finding;
    tried.set(sighting, finding);
  }
  return standing === undefined ? undefined : (tried.get(standing) ?? unshrunk(standing, seen, 'time was over before it could be shrunk'));
}

/** An effect may have been late in the smallest plan, and lost in a larger one. */
async function firstStanding(input: CampaignInput, sightings: readonly Sighting[]): Promise<Sighting | undefined> {
  for (const sighting of sightings) if (await stillStands(input, sighting)) return sighting;
  return undefined;
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

function whyUnshrunk({ plan }: Sighting, { interrupted, lost }: { interrupted: boolean; lost: boolean }): string | undefined {
  if (interrupted) return 'the run was interrupted before it could be shrunk';
  if (lost) return 'the target was gone before it could be shrunk';
  return plan.steps.some(({ kind }) => kind === 'revoke') ? 'a credential ends only once, so it was not run again' : undefined;
}
