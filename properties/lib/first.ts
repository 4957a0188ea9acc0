import type { AttemptFacts, Facts, OperationFacts } from '../../src/model/index.js';
import { wasDisturbed } from './downstream.js';
import { isAlone, isDoubled, sendsOf, wasWhole } from './sends.js';

/**
 * The first send of an operation, where it was plain, whole, answered and alone: one that its own namesakes had the better of
 * in a race was turned away for them.
 */
export function loneFirst(facts: Facts, operation: OperationFacts): AttemptFacts | undefined {
  const sends = sendsOf(facts, operation);
  const first = sends[0];
  if (first?.answer === undefined || first.variant !== undefined || !wasWhole(first) || isDoubled(first)) return undefined;
  return isAlone(first, sends) && !wasDisturbed(operation) ? first : undefined;
}
