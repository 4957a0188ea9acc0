import type { Finding } from '../model/index.js';
import { groupBy } from '../model/index.js';
import type { Drift } from './drift.js';
import type { Outweighing } from './outweigh.js';
import type { Other, Shown, Sought } from './replay-shown.js';

/** What the runs of a saved plan add up to. */
export interface Counts {
  /** Those that were cut off are not among them. */
  readonly runs: number;
  /** Runs in which the property held, and nothing of it was left open. */
  readonly passed: number;
  /** Runs in which it was violated, for whatever cause. */
  readonly failures: number;
  /** Runs that put it to the test, whatever came of that. */
  readonly tested: number;
  /** Causes for which it was violated other than the saved one, and in how many runs. */
  readonly otherCauses: readonly { readonly cause: string; readonly runs: number }[];
  /** Runs that decided nothing, and why most of them did not; absent where there were none. */
  readonly undecided?: { readonly runs: number; readonly reason: string };
  /** What was proven of other properties, and in how many runs. */
  readonly others: readonly (Other & { readonly runs: number })[];
}

/** A run that neither failed nor decided nothing is one in which the property held. */
export interface ReplayResult extends Pick<Counts, 'runs' | 'failures' | 'undecided'>, Partial<Pick<Counts, 'otherCauses' | 'others'>> {
  /**
   * `FAILED`: the saved property was violated, for the saved cause or, proven, for another one (see `otherCauses`).
   * `FIXED`: it was not, and held in as many runs as outweigh how often it had failed; what else was violated is in `others`.
   * `UNSEEN`: it was not, but it held in so few runs (see `undecided`), or had failed so seldom when it was run again after it
   * was found, that this is no sign of a repair.
   * `DRIFTED`: the target answers so differently that the plan no longer puts the property to the test.
   */
  readonly verdict: 'FAILED' | 'FIXED' | 'UNSEEN' | 'DRIFTED';
  /** What the command line ends with. */
  readonly exitCode: 0 | 1 | 4;
  readonly finding?: Finding;
  /** Where it held, and what it takes to outweigh how often it had failed was not made: that. */
  readonly outweighing?: Outweighing;
  /** Where it drifted: what the plan's requests were answered, and what they were answered when it was saved. */
  readonly drift?: Drift;
}

export const EXIT_CODES = { FAILED: 1, FIXED: 0, UNSEEN: 4, DRIFTED: 4 } as const;

export interface Weighed extends Pick<Counts, 'runs' | 'passed' | 'failures' | 'tested'> {
  /** Clean runs that are a sign of a repair; undefined: no number is. */
  readonly needed: number | undefined;
  /** Time ended before what only shows later could show. */
  readonly hurried: boolean;
}

/** A run that decided nothing is no clean one, so that only those in which the property held speak for a repair. */
export function verdictOf({ runs, passed, failures, tested, needed, hurried }: Weighed): ReplayResult['verdict'] {
  if (failures > 0) return 'FAILED';
  if (runs > 0 && tested === 0) return 'DRIFTED';
  return !hurried && needed !== undefined && passed >= needed ? 'FIXED' : 'UNSEEN';
}

export function countsOf(all: readonly Shown[], sought: Sought): Counts {
  const causes = all.flatMap(({ failure }) => (failure === undefined ? [] : [failure.cause]));
  const undecided = undecidedOf(all);
  return {
    runs: all.length,
    passed: all.filter(hasPassed).length,
    failures: causes.length,
    tested: all.filter(({ tested }) => tested).length,
    otherCauses: [...groupBy(causes, (cause) => cause)].filter(([cause]) => cause !== sought.cause).map(([cause, { length }]) => ({ cause, runs: length })),
    ...(undecided === undefined ? {} : { undecided }),
    others: othersOf(all),
  };
}

export function hasPassed({ tested, failure, undecided }: Shown): boolean {
  return tested && failure === undefined && undecided === undefined;
}

function undecidedOf(all: readonly Shown[]): Counts['undecided'] {
  const reasons = all.flatMap(({ undecided }) => (undecided === undefined ? [] : [undecided]));
  const [most] = [...groupBy(reasons, (reason) => reason)].toSorted(([, one], [, other]) => other.length - one.length);
  return most === undefined ? undefined : { runs: reasons.length, reason: most[0] };
}

/** Each once, with the sentence of the first run that shows it. */
function othersOf(all: readonly Shown[]): Counts['others'] {
  const seen = groupBy(all.flatMap(({ others }) => others), ({ property, cause }) => `${property} ${cause}`);
  return [...seen.values()].flatMap(([first, ...more]) => (first === undefined ? [] : [{ ...first, runs: 1 + more.length }]));
}
