import { addTurned, createTally, isConfirmed, judgeHistory, NOBODY, situationsOf, turnedAwayIn } from '../judge/index.js';
import type { HistoryVerdict, LocalFinding, Tally, Turned } from '../judge/index.js';
import type { Classify, Facts, History, Property } from '../model/index.js';
import { hasCopies, readFacts } from '../model/index.js';
import type { Failure, Judge, Judged } from '../run/judging.js';

/** The judge of one run, and what it has counted so far. */
export interface Bench {
  /** Judges and counts. */
  readonly judge: Judge;
  /** Judges only: reruns while shrinking are no part of the campaign. */
  readonly rejudge: Judge;
  /** Judges an execution again that has been counted and looked at once more: what it leaves open now is what counts. */
  readonly judgeLate: Judge;
  readonly tally: Tally;
  readonly reached: ReadonlyMap<string, number>;
  /** Ordinary operations of the campaign, and how many of them were turned away. */
  readonly turned: Turned;
  /** False for a suspicion that the campaign's rates do not bear out. */
  isFinding(failure: Failure): boolean;
}

export function createBench(properties: readonly Property[], classify: Classify): Bench {
  const ranks = new Map(properties.map(({ id, rank }) => [id, rank]));
  const reached = new Map<string, number>();
  const tally = createTally(properties);
  let turned = NOBODY;
  const failuresOf = ({ findings, suspects }: HistoryVerdict): Failure[] => [
    ...findings.map((finding) => toFailure(finding, ranks, false)),
    ...suspects.map((finding) => toFailure(finding, ranks, true)),
  ];
  const look = (history: History): { facts: Facts; verdict: HistoryVerdict; judged: Judged } => {
    const facts = readFacts(history, classify);
    const verdict = judgeHistory(history, properties, classify, facts);
    return { facts, verdict, judged: { failures: failuresOf(verdict), situations: isAsked(facts) ? situationsOf(facts) : [] } };
  };
  return {
    judge(history) {
      const { facts, verdict, judged } = look(history);
      tally.add(verdict);
      tally.leave(history.head.salt, verdict);
      turned = addTurned(turned, turnedAwayIn(facts));
      for (const situation of judged.situations) reached.set(situation, (reached.get(situation) ?? 0) + 1);
      return judged;
    },
    rejudge: (history) => look(history).judged,
    judgeLate(history) {
      const { verdict, judged } = look(history);
      tally.leave(history.head.salt, verdict);
      return judged;
    },
    tally,
    reached,
    get turned() {
      return turned;
    },
    isFinding: ({ suspect, property, cause }) => !suspect || isConfirmed(tally, property, cause),
  };
}

function toFailure(finding: LocalFinding, ranks: ReadonlyMap<string, number>, suspect: boolean): Failure {
  return { ...finding, rank: ranks.get(finding.property) ?? Infinity, suspect };
}

/** False of histories that say nothing of most properties: what occurred in them put nothing else to the test. */
function isAsked({ unfit, plan }: Facts): boolean {
  return unfit === undefined && !hasCopies(plan);
}
