import type { History } from '../model/index.js';
import type { Failure } from '../run/judging.js';
import { failureKey } from '../run/judging.js';
import type { SeenViolation } from './options.js';

/** Tells each violation once. */
export function announcer(onViolation: (violation: SeenViolation, history: History) => void): (failure: Failure, history: History) => void {
  const told = new Set<string>();
  return (failure, history) => {
    const key = failureKey(failure);
    if (told.has(key)) return;
    told.add(key);
    const { property, cause, violation } = failure;
    onViolation({ property, cause, sentence: violation.sentence, address: history.head.plan.address }, history);
  };
}
