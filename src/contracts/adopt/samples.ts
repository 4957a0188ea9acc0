import type { Answer, Contract, Evidence } from '../../model/index.js';
import { inStatusSet } from '../../model/index.js';
import type { Lesson, Pair } from './lesson.js';
import { ENOUGH, pairsOf } from './lesson.js';

/** They say "later": storing them makes "later" never come, and whoever was told so was not answered. */
export const LATER = ['408', '425', '429', '503'];

/** What is left of a question. */
export interface Samples {
  readonly pairs: readonly Pair[];
  /** Says that it could not be asked, where answers that say "later" leave too few. */
  readonly missing: readonly Lesson[];
}

/** The pairs of a question without those that were told "later". */
export function samplesOf(evidence: readonly Evidence[], question: Evidence['question'], contract: Contract, about: string): Samples {
  return answered(pairsOf(evidence, question, contract), about, {});
}

/** As {@link samplesOf}, of those whose first request was accepted. A second effect is one, whatever was said of it. */
export function acceptedSamples(evidence: readonly Evidence[], question: Evidence['question'], contract: Contract, about: string, reading: Reading = {}): Samples {
  return answered(pairsOf(evidence, question, contract), about, { ...ACCEPTED, ...reading });
}

/** The pairs of {@link acceptedSamples}, for whoever has nothing to say where there are none. */
export function acceptedAnswered(evidence: readonly Evidence[], question: Evidence['question'], contract: Contract): readonly Pair[] {
  return usable(pairsOf(evidence, question, contract), ACCEPTED);
}

/** In what a question reads answers otherwise than the others. */
interface Reading {
  /** Of what says "later" elsewhere, what answers this question. */
  readonly isAnswer?: (answer: Answer) => boolean;
  /** What says "later" here, besides what always does. */
  readonly isWait?: (answer: Answer) => boolean;
}

interface Which extends Reading {
  readonly counts?: (pair: Pair) => boolean;
  /** True where the pair tells something whatever was answered. */
  readonly tells?: (pair: Pair) => boolean;
}

const ACCEPTED: Which = { counts: ({ first }) => first?.class === 'accepted', tells: ({ secondEffect }) => secondEffect };

/** Without the pairs that were told "later". */
export function answered(asked: readonly Pair[], about: string, which: Which): Samples {
  const pairs = usable(asked, which);
  if (pairs.length > 0) return { pairs, missing: [] };
  const statuses = asked.flatMap((pair) => laterOf(pair, which)?.status ?? []);
  if (statuses.length === 0) return { pairs: [], missing: [] };
  const parts = [...new Set(statuses)].map((status) => `${String(status)} in ${String(statuses.filter((each) => each === status).length)} of ${String(asked.length)}`);
  return { pairs: [], missing: [{ kind: 'warning', text: `${about} could not be asked: ${parts.join(', ')}` }] };
}

/** The pairs that count and were not told "later"; none where they are too few. */
function usable(asked: readonly Pair[], which: Which): readonly Pair[] {
  const { counts = () => true, tells = () => false } = which;
  const pairs = asked.filter((pair) => counts(pair) && (tells(pair) || laterOf(pair, which) === undefined));
  return pairs.length >= ENOUGH ? pairs : [];
}

/** The answer of a pair that says "later", where one does. */
function laterOf({ first, second }: Pair, { isAnswer = () => false, isWait = () => false }: Which): Answer | undefined {
  return [first, second].find((answer) => answer !== undefined && (isWait(answer) || (isLater(answer) && !isAnswer(answer))));
}

/** True where the answer says "later", and so nothing of what was asked. */
function isLater({ class: is, status }: Answer): boolean {
  return is === 'transient' && inStatusSet(status, LATER);
}
