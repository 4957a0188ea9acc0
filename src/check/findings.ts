import type { Finding, Plan } from '../model/index.js';
import type { CampaignState } from '../run/campaign.js';
import type { Sighting, Sightings } from '../run/judging.js';
import { isAgain } from '../run/judging.js';
import { lookAgain } from '../run/last-look.js';
import { eitherSignal } from '../run/signals.js';
import type { CampaignInput } from './campaign.js';
import { STOP_GRACE_MS } from './campaign.js';
import type { Bench } from './judging.js';
import type { ShrinkingOptions } from './shrinking.js';
import { toFinding, unshrunk } from './shrinking.js';
import { surestFirst } from './surest.js';
import type { Timing } from './timing.js';
import { lastEndMs } from './timing.js';

/** Findings that are shrunk; what else there is is reported as seen. */
const MOST_SHRUNK = 6;
/** Plans of one finding that are tried where none of them fails again … */
const MOST_TRIED = 3;
/** … and the share of its time in which the one is looked for that fails most surely. */
const CHOOSING_SHARE = 0.3;

/** What has come of a campaign's sightings. */
export interface Found {
  readonly findings: readonly Finding[];
  /** Properties of which a finding was dropped, since it no longer stood when it was looked at again. */
  readonly dropped: ReadonlySet<string>;
}

/**
 * Shrinks and confirms what was found, strongest property first, as far as time reaches: all of it together ends with
 * {@link lastEndMs}. What could not be run again by then is reported as it was seen.
 */
export async function findingsStage(input: CampaignInput, state: CampaignState): Promise<Found> {
  const { bench, stop, rig, timing } = input;
  const controller = new AbortController();
  const hardStop = (): void => controller.abort();
  const atEnd = setTimeout(hardStop, Math.max(0, lastEndMs(timing) - timing.nowMs()));
  let grace: NodeJS.Timeout | undefined;
  const onStop = (): void => {
    grace = setTimeout(hardStop, STOP_GRACE_MS);
  };
  stop.addEventListener('abort', onStop, { once: true });
  try {
    const bounded = { ...input, rig: { ...rig, signal: eitherSignal(rig.signal, controller.signal) } };
    const sightings = [...state.sightings.values()]
      .map((each) => borneOut(each, bench))
      .filter((each) => each !== undefined)
      .toSorted((left, right) => left.best[0].failure.rank - right.best[0].failure.rank);
    const [first, rest] = [sightings.slice(0, MOST_SHRUNK), sightings.slice(MOST_SHRUNK)];
    const findings: (Finding | undefined)[] = [];
    for (const [index, each] of first.entries()) findings.push(await findingOf(bounded, state, each, first.length - index));
    // These are only looked at again, and nothing is gained by doing that one after the other.
    findings.push(...(await Promise.all(rest.map((each) => asSeen(bounded, state, each, 'the stronger findings were shrunk first')))));
    return {
      findings: findings.filter((finding) => finding !== undefined),
      dropped: new Set(sightings.flatMap(({ best: [{ failure }] }, index) => (findings[index] === undefined ? [failure.property] : []))),
    };
  } finally {
    clearTimeout(atEnd);
    clearTimeout(grace);
    stop.removeEventListener('abort', onStop);
  }
}

/** Those of the sightings that are findings: what is only suspected must not stand in for what is proven, where that is not seen again. */
function borneOut({ best, seen }: Sightings, bench: Bench): Sightings | undefined {
  const [first, ...more] = best.filter(({ failure }) => bench.isFinding(failure));
  return first === undefined ? undefined : { best: [first, ...more], seen };
}

/**
 * Undefined where what was missing has turned up since, in every plan that is still known.
 *
 * @param left - findings that share the time from here on, this one included
 */
async function findingOf(input: CampaignInput, state: CampaignState, sightings: Sightings, left: number): Promise<Finding | undefined> {
  const { best, seen } = sightings;
  const { timing } = input;
  if (!fits(timing, 0) || whyUnshrunk(input, state, best[0]) !== undefined) return asSeen(input, state, sightings, TOO_LATE);
  const standing = await firstStanding(input, best);
  // A rerun has no more patience than the plan had: what was only late would be missing again.
  if (standing === undefined) return undefined;
  const shareMs = (timing.endsAtMs - timing.nowMs()) / left;
  const endsAtMs = timing.nowMs() + shareMs;
  const again = best.filter(({ plan }) => !endsCredential(plan));
  const surest = await surestFirst(again, choosing(shrinkingOptions(input, state, endsAtMs), timing, timing.nowMs() + shareMs * CHOOSING_SHARE));
  const tried = new Map<Sighting, Finding>();
  // The surest may have failed by chance as well, where another one fails alone.
  for (const each of surest.filter(({ sighting }, index) => index < MOST_TRIED || sighting === standing)) {
    if (tried.size > 0 && timing.nowMs() >= endsAtMs) break;
    const finding = await toFinding(each, seen, shrinkingOptions(input, state, endsAtMs));
    if (finding.reproduction.failures > 0) return finding;
    tried.set(each.sighting, finding);
  }
  return tried.get(standing) ?? unshrunk(standing, seen, 'time was over before it could be shrunk');
}

const TOO_LATE = 'time ended before it could be run again';

/** As it was seen, where it still stands. */
async function asSeen(input: CampaignInput, state: CampaignState, { best, seen }: Sightings, note: string): Promise<Finding | undefined> {
  const why = whyUnshrunk(input, state, best[0]);
  if (why !== undefined) return unshrunk(best[0], seen, why);
  const standing = await firstStanding(input, best);
  return standing === undefined ? undefined : unshrunk(standing, seen, note);
}

/** Whether a rerun that takes so long would end before everything is cut off. */
function fits(timing: Timing, expectedMs: number): boolean {
  return timing.nowMs() + expectedMs < lastEndMs(timing);
}

/** An effect may have been late in the smallest plan, and lost in a larger one. */
async function firstStanding(input: CampaignInput, sightings: readonly Sighting[]): Promise<Sighting | undefined> {
  for (const sighting of sightings) if (await stillStands(input, sighting)) return sighting;
  return undefined;
}

function shrinkingOptions(input: CampaignInput, state: CampaignState, endsAtMs: number): ShrinkingOptions {
  const { rig, context, timing, bench, stop, nextRun, onPhase } = input;
  return {
    rig, context, nextRun,
    judge: bench.rejudge,
    mayGoOn: (expectedMs) => timing.nowMs() < endsAtMs && fits(timing, expectedMs) && !stop.aborted && !rig.gate.exhausted,
    mayBegin: (expectedMs) => fits(timing, expectedMs),
    onStep: (phase, detail) => onPhase(phase, state, detail),
  };
}

/** No rerun begins that would take time from shrinking. */
function choosing(options: ShrinkingOptions, { nowMs }: Timing, endsAtMs: number): ShrinkingOptions {
  return { ...options, mayGoOn: (expectedMs) => nowMs() + expectedMs < endsAtMs && options.mayGoOn(expectedMs) };
}

/** An effect that was missing under the campaign's load may only have been late: a second effect never goes away. */
async function stillStands({ rig, bench }: CampaignInput, { failure, history }: Sighting): Promise<boolean> {
  const continued = await lookAgain(history, rig, false);
  // A look that was cut off has shown nothing.
  // What has turned up may let a stronger property speak, of which it is a consequence now.
  const shown = bench.rejudge(continued).failures.flatMap((each) => [each, ...each.consequences.map((of) => ({ ...of, suspect: each.suspect }))]);
  return rig.signal.aborted || shown.some((each) => isAgain(each, failure));
}

function whyUnshrunk({ stop }: CampaignInput, { lost }: CampaignState, { plan }: Sighting): string | undefined {
  if (stop.aborted) return 'the run was interrupted before it could be shrunk';
  if (lost !== undefined) return 'the target was gone before it could be shrunk';
  return endsCredential(plan) ? 'a credential ends only once, so it was not run again' : undefined;
}

function endsCredential({ steps }: Plan): boolean {
  return steps.some(({ kind }) => kind === 'revoke');
}
