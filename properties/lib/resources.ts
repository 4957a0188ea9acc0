import type { AttemptFacts, Contract } from '../../src/model/index.js';
import { sameResource } from '../../src/model/index.js';
import { isAccepted } from './sends.js';

/** One attempt for each distinct resource among accepted answers of one payload, in order. */
export function resourcesOf(contract: Contract, attempts: readonly AttemptFacts[]): AttemptFacts[] {
  const found: AttemptFacts[] = [];
  for (const attempt of attempts) {
    const answer = attempt.answer;
    if (answer === undefined || !isAccepted(attempt) || answer.id === undefined) continue;
    // An answer with no place in common with another may be that one's resource, so it is no new one.
    if (found.every((other) => other.answer !== undefined && sameResource(contract, other.answer, answer) === false)) found.push(attempt);
  }
  return found;
}
