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

/**
 * As many runs as a finding is confirmed with; where it held in all of them though it had failed rarely, as many as are
 * needed. The first that fails then decides.
 *
 * @param fits - whether a run that begins now ends in time
 */
export async function enoughRuns(options: Omit<ConfirmOptions, 'before' | 'most'>, needed: number | undefined, fits: () => boolean): Promise<Confirmed> {
  const first = await confirm({ ...options, before: { runs: 0, failures: 0 } });
  if (needed === undefined || first.failures > 0 || first.runs < CONFIRMATIONS) return first;
  let failed = false;
  const rerun: Rerun = async (plan) => {
    const result = await options.rerun(plan);
    failed ||= result.failure !== undefined;
    return result;
  };
  return confirm({ ...options, rerun, before: first, most: needed, mayGoOn: () => !failed && fits() && options.mayGoOn() });
}
