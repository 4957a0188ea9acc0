import type { Calibration, Contract } from '../model/index.js';
import { LONGEST_TIMER_MS } from '../model/index.js';

/** How the time of a check is shared out. */
export interface Timing {
  readonly startedAtMs: number;
  readonly endsAtMs: number;
  nowMs(): number;
}

/** A clean campaign goes on until the last look must begin. */
const CLEAN_SHARE = 0.82;
/** A campaign that found something goes on for a while, to find what else there is … */
const MORE_SHARE = 0.15;
/** … but leaves this much to shrinking and confirming. */
const FAILED_SHARE = 0.55;
/** Where it suspects something else, only more plans tell that from chance, and shrinking seldom needs all that is left. */
const SUSPECTS_SHARE = 0.65;
const LEAST_SHARE = 0.3;

/** What decides when a campaign ends. */
export interface Found {
  /** When there was something to shrink; absent: there is nothing yet. */
  readonly firstAtMs?: number;
  /** Something is suspected that only more plans can tell from chance. */
  readonly suspects: boolean;
}

/**
 * True once no new plan is to be started.
 *
 * @param failFast - the first violation ends the campaign
 */
export function isCampaignOver(timing: Timing, { firstAtMs, suspects }: Found, failFast: boolean): boolean {
  const wholeMs = timing.endsAtMs - timing.startedAtMs;
  const goneMs = timing.nowMs() - timing.startedAtMs;
  if (firstAtMs === undefined) return goneMs >= wholeMs * CLEAN_SHARE;
  if (failFast) return true;
  if (suspects) return goneMs >= wholeMs * SUSPECTS_SHARE;
  const untilMs = firstAtMs - timing.startedAtMs + wholeMs * MORE_SHARE;
  return goneMs >= Math.max(wholeMs * LEAST_SHARE, Math.min(untilMs, wholeMs * FAILED_SHARE));
}

/** What asks for something else may go another and slower way than an ordinary operation: then only its like tells soon. */
export const SLOW_MS = 10_000;
/** A fifth of the run: with what comes before it, an effect that is lost for what was asked for is then found within the campaign. */
const SLOW_SHARE = 0.2;

/** See `Rig`. What a short run takes for lost, its last look may still see arrive. */
export function slowMs({ startedAtMs, endsAtMs }: Timing): number {
  return Math.min(SLOW_MS, (endsAtMs - startedAtMs) * SLOW_SHARE);
}

/** What is left of a campaign that finds nothing, in milliseconds. */
export function cleanLeftMs(timing: Timing): number {
  return timing.startedAtMs + (timing.endsAtMs - timing.startedAtMs) * CLEAN_SHARE - timing.nowMs();
}

/** Asked side by side, calibration takes some five durations … */
const CALIBRATION_DURATIONS = 7;
/** … and the plans that a pass needs twice as many: with requests of 1.5 s and of 5 s, 15 were measured in all. A busy machine takes longer. */
const ENOUGH_DURATIONS = 20;
/** A target that bears little at once takes longer over both. */
const ENOUGH_CALIBRATIONS = 3;
/** Of a target that works on one request after the other. */
const ENOUGH_REQUESTS = 600;

/** How slow a target is, as far as calibration has seen. */
export interface Slowness {
  /** Of an ordinary request. */
  readonly durationMs: number;
  /** That calibration took; absent: it was cut short. */
  readonly calibrationMs?: number;
  /** Requests that were answered until then. */
  readonly answered?: number;
}

/** The `--time` that a run needs, where it is more than it was given; undefined where it is not. */
export function timeNeeded({ startedAtMs, endsAtMs }: Pick<Timing, 'startedAtMs' | 'endsAtMs'>, { durationMs, calibrationMs = 0, answered }: Slowness): string | undefined {
  const wholeMs = endsAtMs - startedAtMs;
  // What was asked side by side would have been over by now: requests wait for each other.
  const queued = answered !== undefined && wholeMs > durationMs * CALIBRATION_DURATIONS;
  const neededMs = queued ? (wholeMs * ENOUGH_REQUESTS) / Math.max(answered, 1) : Math.max(durationMs * ENOUGH_DURATIONS, calibrationMs * ENOUGH_CALIBRATIONS);
  if (neededMs <= wholeMs) return undefined;
  return neededMs <= 60_000 ? `--time ${Math.ceil(neededMs / 10_000) * 10}s` : `--time ${Math.ceil(neededMs / 60_000)}m`;
}

/** Measuring how long a request takes may cost so much of the time; never less than what it takes of most services. */
const MEASURING_SHARE = 0.1;
const LEAST_MEASURING_MS = 1_000;

/** What measuring may cost, in milliseconds. */
export function measuringMs({ startedAtMs, endsAtMs }: Pick<Timing, 'startedAtMs' | 'endsAtMs'>): number {
  return Math.max(LEAST_MEASURING_MS, (endsAtMs - startedAtMs) * MEASURING_SHARE);
}

/** What is left of the whole time, in milliseconds. */
export function leftMs({ endsAtMs, nowMs }: Timing): number {
  return endsAtMs - nowMs();
}

/** Where something was found, so much of the time more at most … */
const EXTRA_SHARE = 0.5;
/** … and of a short one no less than a rerun of a claim that never ends takes. */
const LEAST_EXTRA_MS = 10_000;

/**
 * By then everything has ended, all shrinking and confirming included: what is still under way is cut off, and said to be.
 * As far from the beginning as a timer reaches, which waits for it: `--time` is no longer than that.
 */
export function lastEndMs({ startedAtMs, endsAtMs }: Pick<Timing, 'startedAtMs' | 'endsAtMs'>): number {
  return Math.min(endsAtMs + Math.max(LEAST_EXTRA_MS, (endsAtMs - startedAtMs) * EXTRA_SHARE), startedAtMs + LONGEST_TIMER_MS);
}

/** A plan that waits for more than this share of the time would keep the run from most of what it could do meanwhile. */
const WAIT_SHARE = 0.4;

/** Longest that a plan of this run may wait for a time of the contract's, in milliseconds. */
export function longestWaitMs({ startedAtMs, endsAtMs }: Pick<Timing, 'startedAtMs' | 'endsAtMs'>): number {
  return (endsAtMs - startedAtMs) * WAIT_SHARE;
}

/** An unfaulted attempt without an answer after so many durations, and at least that long, was left unanswered. */
const UNANSWERED_DURATIONS = 30;
const UNANSWERED_MS = 2_000;

/** Per attempt: as long as `not-stuck` asks for before it calls an attempt unanswered, and no longer. */
export function attemptTimeoutMs({ waitMs = 0 }: Pick<Contract, 'waitMs'>, { durationP95Ms }: Pick<Calibration, 'durationP95Ms'>): number {
  return Math.min(Math.max(UNANSWERED_MS, UNANSWERED_DURATIONS * durationP95Ms) + waitMs, LONGEST_TIMER_MS);
}
