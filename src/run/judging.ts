import type { Finding, History, Plan, Violation } from '../model/index.js';

/** What the campaign and the shrinker need to know of a judged history; `check` supplies the judge. */
export interface Judged {
  readonly failures: readonly Failure[];
  readonly situations: readonly string[];
}

/** Violations that one history owes to one cause, under the strongest property. */
export interface Failure {
  /** A lawful server could have done it once: a finding only where the whole campaign's rates say so. */
  readonly suspect: boolean;
  readonly property: string;
  /** 1 is the strongest. */
  readonly rank: number;
  readonly cause: string;
  readonly violation: Violation;
  readonly consequences: Finding['consequences'];
}

export type Judge = (history: History) => Judged;

/** A failure as a campaign met it: the smallest plan so far, and how often it was seen. */
export interface Sighting {
  readonly failure: Failure;
  readonly plan: Plan;
  readonly history: History;
  readonly seen: number;
  /** Seen only by the last look at the campaign's end, so that a rerun needs one too. */
  readonly late: boolean;
}

/** Failures of the same property for the same enumerated cause are one finding. */
export function failureKey({ property, cause }: { readonly property: string; readonly cause: string }): string {
  return `${property}/${cause}`;
}

/** True where a sighting is the one to keep: what is proven before what is suspected, then the smaller plan. */
export function isBetter(sighting: Sighting, known: Sighting | undefined, sizeOf: (plan: Plan) => number): boolean {
  if (known === undefined) return true;
  if (known.failure.suspect !== sighting.failure.suspect) return known.failure.suspect;
  return sizeOf(sighting.plan) < sizeOf(known.plan);
}
