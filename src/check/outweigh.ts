import type { Reproduction } from '../model/index.js';
import { cleanRunsFor, lowerBound } from '../run/confidence.js';
import type { Confirmed, ConfirmOptions } from '../run/confirm.js';
import { confirm, CONFIRMATIONS } from '../run/confirm.js';
import type { Rerun } from '../run/shrink.js';

/** What would tell a repair from luck. */
export interface Outweighing {
  /** Clean runs, in all. */
  readonly runs: number;
  /** The `--time` in which they fit, by how long those took that were made. */
  readonly timeMs: number;
}

/**
 * Clean runs that are a sign of a repair: as many as would mostly show the failure, by the rate at which it failed when it
 * was run again after it was found. Undefined where that is not known, or it never did: then no number is.
 */
export function cleanRunsNeeded({ runs, failures }: Pick<Reproduction, 'runs' | 'failures'> = { runs: 0, failures: 0 }): number | undefined {
  return failures > 0 ? cleanRunsFor(lowerBound(failures, runs)) : undefined;
}

/** No run takes as long as the last one did. */
const RESERVE = 1.5;
const STEP_MS = 10_000;

/** So many runs took so long: what the needed ones take, rounded up. */
export function outweighing(needed: number, { runs, tookMs }: { readonly runs: number; readonly tookMs: number }): Outweighing {
  const timeMs = (tookMs / Math.max(runs, 1)) * needed * RESERVE;
  return { runs: needed, timeMs: Math.max(1, Math.ceil(timeMs / STEP_MS)) * STEP_MS };
}

/** How far runs have come. */
export interface Passing {
  /** Runs so far in which it held: what decided nothing is no clean run. */
  readonly passed: () => number;
  /** Whether a run that begins now ends in time. */
  readonly fits: () => boolean;
}

/**
 * As many runs as a finding is confirmed with; where none of them failed, as many more as it takes for it to have held as often as
 * is needed. The first that fails then decides. Where it held in none of them, more would not either.
 */
export async function enoughRuns(options: Omit<ConfirmOptions, 'before' | 'most'>, needed: number | undefined, { passed, fits }: Passing): Promise<Confirmed> {
  const first = await confirm({ ...options, before: { runs: 0, failures: 0 } });
  if (needed === undefined || first.failures > 0 || first.runs < CONFIRMATIONS || passed() === 0) return first;
  let over = false;
  const rerun: Rerun = async (plan) => {
    const result = await options.rerun(plan);
    over ||= result.failure !== undefined || result.cut;
    return result;
  };
  const mayGoOn = (): boolean => !over && fits() && options.mayGoOn();
  let all = first;
  for (let missing = needed - passed(); missing > 0 && mayGoOn(); missing = needed - passed()) {
    all = await confirm({ ...options, rerun, before: all, most: all.runs + missing, mayGoOn });
  }
  return all;
}
