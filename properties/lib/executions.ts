import type { AttemptFacts, Facts, OperationFacts } from '../../src/model/index.js';
import { sameResource } from '../../src/model/index.js';
import { resourcesOf } from './resources.js';
import { acceptedOf, isAccepted, isRefusal, sendsOf, startOf, workEnd } from './sends.js';

/** One attempt for each execution, as far as answers tell them apart; where there are no ids, two acceptances of two sends. */
export function executions(facts: Facts, operation: OperationFacts): readonly AttemptFacts[] {
  const sends = sendsOf(facts, operation);
  const accepted = acceptedOf(facts, operation);
  const found = resourcesOf(facts.contract, sends);
  return found.length === 0 && sends.length === 2 && accepted.length === 2 ? accepted : found;
}

/** A replay of one of them, a wait or a refusal: it cannot have stored anything, nor have taken the record away. */
export function isAccountedFor({ contract }: Facts, each: AttemptFacts, executed: readonly AttemptFacts[]): boolean {
  const { answer } = each;
  if (answer === undefined || !isAccepted(each)) return answer?.class === 'in-flight' || isRefusal(each);
  return executed.some((one) => one.answer !== undefined && startOf(one) <= startOf(each) && sameResource(contract, one.answer, answer) === true);
}

/** Whether the server may have been at work on both at once, whatever their clients saw. */
export function mayMeet(facts: Facts, one: AttemptFacts, other: AttemptFacts): boolean {
  return one !== other && startOf(one) < workEnd(facts, other) && startOf(other) < workEnd(facts, one);
}
