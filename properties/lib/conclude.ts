import type { Judgement, Outcome, Rate, Violation } from '../../src/model/index.js';

/** What a property found in one history, before it is a judgement. */
export interface Found {
  readonly violations: readonly Violation[];
  /** The history really put the property to the test. */
  readonly exposed: boolean;
  readonly rates?: readonly Rate[];
  /** Why something could not be decided, where something else could. */
  readonly open?: string | undefined;
  /** What to do to have it decided. */
  readonly openWay?: string | undefined;
  /** Where chance may leave that open too: the cause of the rate that tells. */
  readonly openBy?: string;
}

/** Why nothing was put to the test, and what would change that. */
type Unreached = Omit<Extract<Outcome, { readonly verdict: 'unknown' }>, 'verdict'>;

/** Says `unknown` where nothing was put to the test: an invariant that nothing could have broken did not hold. */
export function conclude(found: Found, unreached: Unreached): Judgement {
  const judgement: Outcome & { rates?: readonly Rate[]; open?: string; openWay?: string; openBy?: string } = outcomeOf(found, unreached);
  const rates = found.rates?.filter(({ cases, base }) => cases.trials + base.trials > 0);
  if (rates !== undefined && rates.length > 0) judgement.rates = rates;
  if (found.open !== undefined) judgement.open = found.open;
  if (found.open !== undefined && found.openWay !== undefined) judgement.openWay = found.openWay;
  if (found.open !== undefined && found.openBy !== undefined) judgement.openBy = found.openBy;
  return judgement;
}

/** Without spreads: this is called for every property and history. */
function outcomeOf({ violations, exposed }: Found, { reason, missing, way }: Unreached): Outcome {
  if (violations.length > 0) return { verdict: 'fail', violations };
  if (exposed) return { verdict: 'pass' };
  if (way !== undefined) return { verdict: 'unknown', reason, way };
  return missing === undefined ? { verdict: 'unknown', reason } : { verdict: 'unknown', reason, missing };
}

export function skip(reason: string): Judgement {
  return { verdict: 'skip', reason };
}

/** One sample for a rate of which only one side was seen. */
export function share(hits: number, trials: number): { readonly hits: number; readonly trials: number } {
  return { hits, trials };
}

/** Counts how many of the items are hits. */
export function shareOf<Item>(items: readonly Item[], isHit: (item: Item) => boolean): { readonly hits: number; readonly trials: number } {
  let hits = 0;
  for (const item of items) if (isHit(item)) hits += 1;
  return share(hits, items.length);
}
