import { judgeHistory } from '../judge/index.js';
import type { HistoryVerdict } from '../judge/index.js';
import type { Classify, History, Judgement, Property, Reproduction, Violation } from '../model/index.js';
import type { Failure } from '../run/judging.js';

/** A finding as it was saved. */
export interface SavedFinding {
  readonly history: History;
  readonly property: string;
  readonly cause: string;
  /** How often it failed when it was run again after it was found; absent: not known. */
  readonly reproduction?: Pick<Reproduction, 'runs' | 'failures'>;
}

/** What reruns are asked about: the saved property, its cause, and whether that was only suspected. */
export type Sought = Pick<Failure, 'property' | 'cause' | 'suspect' | 'rank'>;

/** What one rerun says of the saved property. */
export interface Shown {
  /** It was put to the test, whatever came of that. */
  readonly tested: boolean;
  /** It was violated: in the saved way or, proven, in another one. */
  readonly failure?: Failure;
  /** Why it neither held nor was violated. */
  readonly undecided?: string;
  /** What else was proven in that run, the strongest first. */
  readonly others: readonly Other[];
}

/** A violation of another property. */
export interface Other {
  readonly property: string;
  readonly cause: string;
  readonly sentence: string;
}

/**
 * What the saved history proves, reruns are to prove as well. One that shows it no more, now that it is masked, asks for no more
 * than its name.
 */
export function soughtIn({ history, property, cause }: SavedFinding, properties: readonly Property[], classify: Classify): Sought {
  const judgement = judgeHistory(history, properties, classify).judgements.get(property);
  const isProven = violationsIn(judgement).some((each) => each.cause === cause && isCertain(each));
  return { property, cause, suspect: !isProven, rank: properties.find(({ id }) => id === property)?.rank ?? Infinity };
}

/**
 * The property is asked by itself, whoever leads: where a repair has made a stronger one fail too, it is only a consequence, and
 * as broken as it was.
 */
export function shownBy(verdict: HistoryVerdict, sought: Sought): Shown {
  const judgement = verdict.judgements.get(sought.property);
  const violation = worstOf(violationsIn(judgement), sought);
  const others = verdict.findings.filter(({ property }) => property !== sought.property).map(otherOf);
  if (violation !== undefined) return { tested: true, failure: failureOf(violation, verdict, sought), others };
  const undecided = undecidedBy(judgement);
  const tested = judgement?.verdict === 'pass' || judgement?.verdict === 'fail';
  return undecided === undefined ? { tested, others } : { tested, undecided, others };
}

function violationsIn(judgement: Judgement | undefined): readonly Violation[] {
  return judgement?.verdict === 'fail' ? judgement.violations : [];
}

function isCertain({ suspect }: Violation): boolean {
  return suspect !== true;
}

/** The saved violation again, or else any that is proven: one that a correct service may show too is no repetition of what was proven. */
function worstOf(violations: readonly Violation[], { cause, suspect }: Sought): Violation | undefined {
  const proven = violations.filter(isCertain);
  const again = (each: Violation): boolean => each.cause === cause;
  return proven.find(again) ?? (suspect ? violations.find(again) : undefined) ?? proven[0];
}

/** Undefined where it held, and nothing of it was left open. */
function undecidedBy(judgement: Judgement | undefined): string | undefined {
  if (judgement === undefined) return 'it is not judged on such a plan';
  switch (judgement.verdict) {
    case 'pass': return judgement.open;
    case 'fail': return `a correct service may by bad luck do what was seen, and only its rate in a check tells: ${judgement.violations[0]?.sentence.replace(/\.$/, '') ?? ''}`;
    default: return judgement.reason;
  }
}

function failureOf(violation: Violation, { findings, suspects }: HistoryVerdict, { property, rank }: Sought): Failure {
  const { cause } = violation;
  const leader = [...findings, ...suspects].find((each) => each.property === property && each.cause === cause);
  return { property, cause, rank, violation, suspect: !isCertain(violation), consequences: leader?.consequences ?? [] };
}

function otherOf({ property, cause, violation: { sentence } }: HistoryVerdict['findings'][number]): Other {
  return { property, cause, sentence };
}
