import type { Judgement, Need, Overlap, Property, Rate, Share } from '../model/index.js';
import { defined } from '../model/index.js';
import type { HistoryVerdict, LocalFinding } from './judge.js';
import type { OverlapProof } from './overlap.js';
import { addShares, isBeyondChance } from './rates.js';

/** What a campaign's histories said, in counts: nothing of a history is kept. */
export interface Tally {
  readonly properties: readonly Property[];
  /** By property id. */
  readonly counts: ReadonlyMap<string, PropertyCounts>;
  /** Counts it in. @returns this tally */
  add(verdict: HistoryVerdict): Tally;
  /** By property id: executions that were last seen to leave something open, and why. What chance explains is not among them. */
  readonly open: ReadonlyMap<string, Open>;
  /** Keeps what the execution with that salt leaves open; a later look at it replaces an earlier one. */
  leave(salt: string, verdict: HistoryVerdict): void;
}

export interface Open {
  readonly count: number;
  readonly reason: string;
  /** What to do to have it decided. */
  readonly way?: string;
  /** Chance might do it as well, and the campaign's rates ruled that out. */
  readonly byRate: boolean;
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
  /** Properties that spoke for it where it was violated. No sentence is kept: it may hold what was never masked. */
  readonly explainedBy: ReadonlySet<string>;
  readonly skips: ReadonlyMap<string, number>;
  readonly unknowns: ReadonlyMap<string, { readonly count: number; readonly missing?: Need; readonly way?: string }>;
  /** By cause and stratum. */
  readonly rates: ReadonlyMap<string, { readonly cause: string; readonly cases: Share; readonly base: Share }>;
}

type Writable<Counts> = { -readonly [Name in keyof Counts]: Counts[Name] extends ReadonlyMap<infer Key, infer Value> ? Map<Key, Value> : Counts[Name] };

/** Counted in place: a copy for each history would cost as much as judging it. */
interface Sums extends Writable<Omit<PropertyCounts, 'overlap' | 'explainedBy'>> {
  readonly explainedBy: Set<string>;
  readonly overlap: { -readonly [Name in keyof Overlap]: number };
}

/**
 * An empty tally.
 *
 * @example
 * ```ts
 * const tally = createTally(properties);
 * for (const history of histories) tally.add(judgeHistory(history, properties, classify));
 * ```
 */
export function createTally(properties: readonly Property[]): Tally {
  const counts = new Map(properties.map(({ id }) => [id, nothing()]));
  const left = new Map<string, readonly Left[]>();
  const tally: Tally = {
    properties,
    counts,
    add({ judgements, overlap, findings }) {
      for (const [id, judgement] of judgements) {
        const sums = counts.get(id);
        if (sums !== undefined) count(sums, judgement, overlap);
      }
      for (const finding of findings) explain(counts, finding);
      return tally;
    },
    leave(salt, { judgements }) {
      const open = [...judgements].flatMap(([property, { open: reason, openWay: way, openBy }]): Left[] => (reason === undefined ? [] : [{ property, reason, ...defined({ way, openBy }) }]));
      if (open.length > 0) left.set(salt, open);
      else left.delete(salt);
    },
    get open() {
      return openIn([...left.values()].flat().filter(({ property, openBy }) => openBy === undefined || isConfirmed(tally, property, openBy)));
    },
  };
  return tally;
}

interface Left {
  readonly property: string;
  readonly reason: string;
  readonly way?: string;
  readonly openBy?: string;
}

/** The first reason speaks for all. */
function openIn(left: readonly Left[]): ReadonlyMap<string, Open> {
  const open = new Map<string, Open>();
  for (const { property, reason, way, openBy } of left) {
    const known = open.get(property) ?? { reason, ...defined({ way }), count: 0, byRate: openBy !== undefined };
    open.set(property, { ...known, count: known.count + 1 });
  }
  return open;
}

function nothing(): Sums {
  return { exposed: 0, overlap: { answer: 0, body: 0, client: 0 }, causes: new Map(), violated: 0, explainedBy: new Set(), skips: new Map(), unknowns: new Map(), rates: new Map() };
}

function count(sums: Sums, judgement: Judgement, overlap: OverlapProof | undefined): void {
  switch (judgement.verdict) {
    case 'pass':
      sums.exposed += 1;
      if (overlap !== undefined) sums.overlap[overlap] += 1;
      break;
    case 'skip':
      countOne(sums.skips, judgement.reason);
      break;
    case 'fail':
      for (const cause of new Set(judgement.violations.map((each) => each.cause))) countOne(sums.causes, cause);
      if (judgement.violations.some(({ suspect }) => suspect !== true)) sums.violated += 1;
      break;
    case 'unknown':
      countUnknown(sums.unknowns, judgement);
      break;
    default:
  }
  for (const rate of judgement.rates ?? []) countRate(sums.rates, rate);
}

function explain(counts: ReadonlyMap<string, Sums>, { property: of, consequences }: LocalFinding): void {
  for (const { property } of consequences) if (property !== of) counts.get(property)?.explainedBy.add(of);
}

function countOne(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}

function countUnknown(unknowns: Sums['unknowns'], { reason, missing, way }: Extract<Judgement, { verdict: 'unknown' }>): void {
  const known = (unknowns.get(reason)?.count ?? 0) + 1;
  unknowns.set(reason, defined({ count: known, missing, way }));
}

function countRate(rates: Sums['rates'], { cause, stratum = '', cases, base }: Rate): void {
  const name = `${cause} ${stratum}`;
  const sum = rates.get(name);
  rates.set(name, sum === undefined ? { cause, cases, base } : { cause, cases: addShares(sum.cases, cases), base: addShares(sum.base, base) });
}

/** True where the campaign's rates show that chance does not explain the suspect violations of this cause. */
export function isConfirmed(tally: Tally, property: string, cause: string): boolean {
  const rates = [...(tally.counts.get(property)?.rates.values() ?? [])];
  return rates.some((rate) => rate.cause === cause && isBeyondChance(rate.cases, rate.base));
}
