import type { Finding, History, Plan, Violation } from '../model/index.js';
import { kindOf } from './kind.js';

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

/** A failure as a campaign met it once. */
export interface Sighting {
  readonly failure: Failure;
  readonly plan: Plan;
  readonly history: History;
  /** Seen only by the last look at the campaign's end, so that a rerun needs one too. */
  readonly late: boolean;
}

/** All that a campaign saw of one failure: the smallest plans, of several kinds, and how many there were. */
export interface Sightings {
  /** The best first; never empty, and at most a few. */
  readonly best: readonly [Sighting, ...Sighting[]];
  readonly seen: number;
}

/** The smallest plan may have failed by a chance that its next of kin does not need … */
const SMALLEST = 3;
/** … or all of its kind by one: then the smallest of another kind may fail every time. */
const KEPT = 9;

/** Failures of the same property for the same enumerated cause are one finding. */
export function failureKey({ property, cause }: { readonly property: string; readonly cause: string }): string {
  return `${property}/${cause}`;
}

/** True where it is the earlier failure once more: a lawful server can show a suspicion too, so it is no repetition of what is proven. */
export function isAgain(failure: Pick<Failure, 'property' | 'cause' | 'suspect'>, earlier: Pick<Failure, 'property' | 'cause' | 'suspect'>): boolean {
  return failureKey(failure) === failureKey(earlier) && (earlier.suspect || !failure.suspect);
}

/** The less, the better a sighting: what is proven comes before what is suspected, then what needs no strike of another's, then the smaller plan. */
export function weightOf(sighting: Pick<Sighting, 'failure' | 'plan' | 'history'>, sizeOf: (plan: Plan) => number): number {
  return (sighting.failure.suspect ? 1e9 : 0) + (isBorrowed(sighting) ? 1e6 : 0) + sizeOf(sighting.plan);
}

/** One sighting more, of which the best are kept. */
export function withSighting(known: Sightings | undefined, sighting: Sighting, sizeOf: (plan: Plan) => number): Sightings {
  if (known === undefined) return { best: [sighting], seen: 1 };
  const weight = (each: Sighting): number => weightOf(each, sizeOf);
  const kinds = new Set<string>();
  const [first, ...more] = [...known.best, sighting]
    .toSorted((left, right) => weight(left) - weight(right))
    .filter(({ plan }, index) => {
      const isNew = !kinds.has(kindOf(plan));
      kinds.add(kindOf(plan));
      return isNew || index < SMALLEST;
    })
    .slice(0, KEPT);
  return { best: [first ?? sighting, ...more], seen: known.seen + 1 };
}

/** It was struck by a plan beside it, and strikes nothing itself: alone it may never fail. */
function isBorrowed({ plan, history }: Pick<Sighting, 'plan' | 'history'>): boolean {
  return plan.disruptions.length === 0 && history.events.some((event) => event.type === 'disruption' && event.begins !== undefined);
}
