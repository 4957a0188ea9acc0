import type { Judgement, Need, Overlap, Property, Share } from '../model/index.js';
import type { HistoryVerdict } from './judge.js';
import type { OverlapProof } from './overlap.js';
import { addShares, isBeyondChance } from './rates.js';

/** What a campaign's histories said, in counts: nothing of a history is kept. Adding gives a new tally. */
export interface Tally {
  readonly properties: readonly Property[];
  /** By property id. */
  readonly counts: ReadonlyMap<string, PropertyCounts>;
  add(verdict: HistoryVerdict): Tally;
}

export interface PropertyCounts {
  /** Histories that put it to the test and held. */
  readonly exposed: number;
  /** Of these. */
  readonly overlap: Overlap;
  /** Histories in which each cause was seen, suspects included. */
  readonly causes: ReadonlyMap<string, number>;
  /** Histories in which it was certainly violated, whoever spoke for it. */
  readonly violated: number;
  readonly skips: ReadonlyMap<string, number>;
  readonly unknowns: ReadonlyMap<string, { readonly count: number; readonly missing?: Need }>;
  /** By cause and stratum. */
  readonly rates: ReadonlyMap<string, { readonly cause: string; readonly cases: Share; readonly base: Share }>;
}

const NOTHING: PropertyCounts = { exposed: 0, overlap: { answer: 0, body: 0, client: 0 }, causes: new Map(), violated: 0, skips: new Map(), unknowns: new Map(), rates: new Map() };

/**
 * An empty tally.
 *
 * @example
 * ```ts
 * const tally = histories.reduce((sum, each) => sum.add(judgeHistory(each, properties, classify)), createTally(properties));
 * ```
 */
export function createTally(properties: readonly Property[]): Tally {
  return tallyOf(properties, new Map(properties.map(({ id }) => [id, NOTHING])));
}

function tallyOf(properties: readonly Property[], counts: ReadonlyMap<string, PropertyCounts>): Tally {
  return {
    properties,
    counts,
    add({ judgements, overlap }) {
      const sums = new Map(counts);
      for (const [id, judgement] of judgements) {
        const known = counts.get(id);
        if (known !== undefined) sums.set(id, added(known, judgement, overlap));
      }
      return tallyOf(properties, sums);
    },
  };
}

function added(known: PropertyCounts, judgement: Judgement, overlap: OverlapProof | undefined): PropertyCounts {
  return { ...known, ...counted(known, judgement, overlap), rates: withRates(known, judgement) };
}

function counted(known: PropertyCounts, judgement: Judgement, overlap: OverlapProof | undefined): Partial<PropertyCounts> {
  if (judgement.verdict === 'pass') {
    return { exposed: known.exposed + 1, ...(overlap === undefined ? {} : { overlap: { ...known.overlap, [overlap]: known.overlap[overlap] + 1 } }) };
  }
  if (judgement.verdict === 'skip') return { skips: plus(known.skips, judgement.reason) };
  if (judgement.verdict === 'fail') {
    const causes = new Set(judgement.violations.map(({ cause }) => cause));
    const certain = judgement.violations.some(({ suspect }) => suspect !== true);
    return { causes: [...causes].reduce(plus, known.causes), violated: known.violated + (certain ? 1 : 0) };
  }
  const { reason, missing } = judgement;
  const count = (known.unknowns.get(reason)?.count ?? 0) + 1;
  return { unknowns: new Map(known.unknowns).set(reason, missing === undefined ? { count } : { count, missing }) };
}

function plus(counts: ReadonlyMap<string, number>, name: string): ReadonlyMap<string, number> {
  return new Map(counts).set(name, (counts.get(name) ?? 0) + 1);
}

function withRates({ rates }: PropertyCounts, judgement: Judgement): PropertyCounts['rates'] {
  if (judgement.rates === undefined) return rates;
  const sums = new Map(rates);
  for (const { cause, stratum = '', cases, base } of judgement.rates) {
    const name = `${cause} ${stratum}`;
    const sum = sums.get(name);
    sums.set(name, sum === undefined ? { cause, cases, base } : { cause, cases: addShares(sum.cases, cases), base: addShares(sum.base, base) });
  }
  return sums;
}

/** True where the campaign's rates show that chance does not explain the suspect violations of this cause. */
export function isConfirmed(tally: Tally, property: string, cause: string): boolean {
  const rates = [...(tally.counts.get(property)?.rates.values() ?? [])];
  return rates.some((rate) => rate.cause === cause && isBeyondChance(rate.cases, rate.base));
}
