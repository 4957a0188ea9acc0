import type { AttemptFacts, CauseText, Facts, OperationFacts } from '../../src/model/index.js';
import { endOf, isRefusal, liveSends, startOf, wasWhole } from './sends.js';

/** A mismatching request was refused, and the record did not survive that. */
export const RECORD_LOST: CauseText = {
  means: 'A mismatching request damaged the record: the first payload is refused now, although it had been accepted.',
  fix: 'Refuse a mismatch without touching the stored record.',
};

const NOT_COMPARED: CauseText = {
  means: 'The retry is told that its payload is another one, and it is the same: the fingerprint is not stored with the first answer, or is compared with something else than it was made from.',
  fix: 'Make the fingerprint once, from the request as it came, before anything changes it; store it with the claim, keep it when the answer is stored, and compare the retry with it by the same function.',
};

/**
 * What it most likely means that a retry of a finished operation is refused, in place of the text of the cause; nothing where
 * the history shows no more than that.
 */
export function refusedAdvice(facts: Facts, operation: OperationFacts, first: AttemptFacts, wrong: AttemptFacts): CauseText | undefined {
  if (!isRefusal(wrong) || wrong.payload !== first.payload) return undefined;
  const others = liveSends(facts, operation).filter((each) => each !== first && each !== wrong);
  const isStranger = (each: AttemptFacts): boolean => each.payload !== first.payload && isRefusal(each) && startOf(each) >= endOf(first) && endOf(each) <= startOf(wrong);
  if (others.some(isStranger)) return RECORD_LOST;
  // Whatever else was not the same request may have left its own fingerprint: half a body has one too.
  const isAlike = (each: AttemptFacts): boolean => each.requestBody === first.requestBody && wasWhole(each);
  return wrong.answer?.class === 'mismatch' && [wrong, ...others].every(isAlike) ? NOT_COMPARED : undefined;
}
