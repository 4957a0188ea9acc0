import type { Classify, Facts, History, Judgement, Property, Violation } from '../model/index.js';
import { groupBy, hasCopies, readFacts } from '../model/index.js';
import type { OverlapProof } from './overlap.js';
import { overlapIn } from './overlap.js';

/** What all properties say of one history. */
export interface HistoryVerdict {
  /** By property id; nothing of those that are not asked about such a history. */
  readonly judgements: ReadonlyMap<string, Judgement>;
  /** What one history owes to one cause is one finding, the strongest property first. */
  readonly findings: readonly LocalFinding[];
  /** Violations that a lawful server could have shown by bad luck: findings only where the tally confirms their rate. */
  readonly suspects: readonly LocalFinding[];
  /** How the history shows that attempts overlapped; absent where none did. */
  readonly overlap?: OverlapProof;
}

/** A finding as one history shows it, before it is shrunk and reproduced. */
export interface LocalFinding {
  readonly property: string;
  readonly cause: string;
  readonly violation: Violation;
  /** What else went wrong with the same operations. */
  readonly consequences: readonly Consequence[];
}

export interface Consequence {
  readonly property: string;
  readonly cause: string;
  readonly sentence: string;
}

/**
 * Applies properties to one history. Pure, and linear in the history's length.
 *
 * @param properties - in any order; their ranks decide who speaks
 * @param facts - the history's facts, where the caller has them already
 * @example
 * ```ts
 * const { findings } = judgeHistory(history, properties, classify);
 * ```
 */
export function judgeHistory(history: History, properties: readonly Property[], classify: Classify, facts: Facts = readFacts(history, classify)): HistoryVerdict {
  const judgements = new Map<string, Judgement>();
  const violations: Ranked[] = [];
  for (const property of properties) {
    if (hasCopies(history.head.plan) && property.judgesCopies !== true) continue;
    const judgement = judgeOne(property, facts);
    judgements.set(property.id, judgement);
    if (judgement.verdict === 'fail') for (const violation of judgement.violations) violations.push({ property: property.id, rank: property.rank, violation });
  }
  const leaders = violations.length === 0 ? [] : leadersOf(violations);
  const findings = leaders.filter(({ violation }) => violation.suspect !== true);
  const suspects = leaders.filter(({ violation }) => violation.suspect === true);
  const overlap = overlapIn(facts);
  return overlap === undefined ? { judgements, findings, suspects } : { judgements, findings, suspects, overlap };
}

function judgeOne(property: Property, facts: Facts): Judgement {
  return facts.unfit === undefined ? property.judge(facts) : { verdict: 'unknown', reason: facts.unfit };
}

interface Ranked {
  readonly property: string;
  readonly rank: number;
  readonly violation: Violation;
}

/** One finding per operation, under its strongest violation; operations with one property and cause are one finding. */
function leadersOf(all: readonly Ranked[]): LocalFinding[] {
  const byOperation = groupBy(all, ({ violation }) => violation.operation);
  const merged = new Map<string, { rank: number; finding: LocalFinding }>();
  for (const group of byOperation.values()) {
    // What is proven speaks before what is suspected, whatever the ranks.
    const [leader, ...rest] = group.toSorted((a, b) => Number(a.violation.suspect === true) - Number(b.violation.suspect === true) || a.rank - b.rank);
    if (leader === undefined) continue;
    const name = `${leader.property} ${leader.violation.cause} ${leader.violation.suspect === true}`;
    const known = merged.get(name);
    const consequences = [...(known?.finding.consequences ?? []), ...rest.map(consequenceOf)];
    const { property, rank, violation } = leader;
    merged.set(name, { rank, finding: { ...(known?.finding ?? { property, cause: violation.cause, violation }), consequences: distinct(consequences) } });
  }
  return [...merged.values()].toSorted((a, b) => a.rank - b.rank).map(({ finding }) => finding);
}

function consequenceOf({ property, violation }: Ranked): Consequence {
  return { property, cause: violation.cause, sentence: violation.sentence };
}

/** One consequence per property and cause: the first. */
function distinct(consequences: readonly Consequence[]): Consequence[] {
  return [...new Map(consequences.toReversed().map((each) => [`${each.property} ${each.cause}`, each])).values()].toReversed();
}
