import { addTurned, createTally, isConfirmed, judgeHistory, NOBODY, situationsOf, turnedAwayIn } from '../judge/index.js';
import type { HistoryVerdict, LocalFinding, Tally, Turned } from '../judge/index.js';
import type { Classify, Property } from '../model/index.js';
import { readFacts } from '../model/index.js';
import type { Failure, Judge } from '../run/judging.js';

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
  return {
    judge(history) {
      const facts = readFacts(history, classify);
      const verdict = judgeHistory(history, properties, classify, facts);
      tally.add(verdict);
      tally.leave(history.head.salt, verdict);
      turned = addTurned(turned, turnedAwayIn(facts));
      const situations = situationsOf(facts);
      for (const situation of situations) reached.set(situation, (reached.get(situation) ?? 0) + 1);
      return { failures: failuresOf(verdict), situations };
    },
    rejudge(history) {
      const facts = readFacts(history, classify);
      return { failures: failuresOf(judgeHistory(history, properties, classify, facts)), situations: situationsOf(facts) };
    },
    judgeLate(history) {
      const facts = readFacts(history, classify);
      const verdict = judgeHistory(history, properties, classify, facts);
      tally.leave(history.head.salt, verdict);
      return { failures: failuresOf(verdict), situations: situationsOf(facts) };
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
