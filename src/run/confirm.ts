import type { History, Plan, Reproduction } from '../model/index.js';
import type { Failure } from './judging.js';
import type { Rerun } from './shrink.js';
import { widthOf } from './shrink.js';

/** Reruns of a final plan, unless time ends. */
export const CONFIRMATIONS = 20;
/** Reruns that are made though time is over, as far as they may begin. */
export const LEAST_CONFIRMATIONS = 3;

/** Beyond this a plan mostly waits. */
const SLOW_MS = 500;

export interface Confirmed extends Pick<Reproduction, 'runs' | 'failures'> {
  readonly witness?: { readonly history: History; readonly failure: Failure };
}

export interface ConfirmOptions {
  readonly plan: Plan;
  readonly rerun: Rerun;
  /** How long one run takes. */
  readonly expectedMs: number;
  /** Reruns that were made already, and count. */
  readonly before: Pick<Reproduction, 'runs' | 'failures'>;
  /** Reruns, those that were made already included. Default {@link CONFIRMATIONS}. */
  readonly most?: number;
  readonly mayGoOn: () => boolean;
  /** False: not even the least reruns may begin. Default: they always may. */
  readonly mayBegin?: () => boolean;
}

/**
 * Reruns the final plan, alone, and counts how often it fails in the same way. A plan that mostly waits is rerun side
 * by side with itself: it is alone in everything but the waiting.
 */
export async function confirm({ plan, rerun, expectedMs, before, most = CONFIRMATIONS, mayGoOn, mayBegin = () => true }: ConfirmOptions): Promise<Confirmed> {
  let { runs, failures } = before;
  let witness: Confirmed['witness'];
  const width = widthOf(plan, expectedMs >= SLOW_MS, Math.min(most, CONFIRMATIONS));
  while (runs < LEAST_CONFIRMATIONS ? mayBegin() : runs < most && mayGoOn()) {
    const results = await Promise.all(Array.from({ length: Math.min(width, most - runs) }, () => rerun(plan)));
    for (const { history, failure, cut } of results) {
      // What was cut off says nothing where it did not fail; a violation is one all the same.
      if (cut && failure === undefined) continue;
      runs += 1;
      if (failure === undefined) continue;
      failures += 1;
      witness ??= { history, failure };
    }
    if (results.some(({ cut }) => cut)) break;
  }
  return { runs, failures, ...(witness === undefined ? {} : { witness }) };
}
