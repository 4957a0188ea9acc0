import type { AttemptFacts, Facts, OperationFacts } from '../../src/model/index.js';
import { disruptionsOf, sameResource } from '../../src/model/index.js';
import { wasDisturbed } from './downstream.js';
import { resourcesOf } from './resources.js';
import { acceptedOf, endOf, isAccepted, isNoisy, isQuiet, isRefusal, sendsOf, startOf, workEnd } from './sends.js';

/** How a second effect came about, where the history shows it. */
export interface Second {
  readonly how: 'other-payload' | 'forgotten';
  /** One attempt for each execution, two or more. */
  readonly executed: readonly AttemptFacts[];
}

/** Room for what adding fractions makes of a whole number. */
const EPSILON = 1e-6;

/** Nothing where it may have been a race, a crash or a failure: the text of the cause speaks of these. */
export function secondOf(facts: Facts, operation: OperationFacts, probe: number, total: number): Second | undefined {
  // A request without a key has none that could be forgotten, and what was struck or disturbed may have lost it for that.
  if (facts.contract.natural === true || disruptionsOf(facts).length > 0 || wasDisturbed(operation)) return undefined;
  const byPayload = payloadsExecuted(facts, operation, probe, total);
  if (byPayload.length > 1) return wasRefused(facts) && !byPayload.some((one) => byPayload.some((other) => mayMeet(facts, one, other))) ? undefined : { how: 'other-payload', executed: byPayload };
  const executed = executions(facts, operation);
  return executed.length > 1 && executed.length >= total - EPSILON && wasForgotten(facts, operation, executed) ? { how: 'forgotten', executed } : undefined;
}

/** One attempt for each payload that left an effect, where none left two: by what was counted for each nonce, or by the ids. */
function payloadsExecuted(facts: Facts, operation: OperationFacts, probe: number, total: number): readonly AttemptFacts[] {
  const counts = [...(operation.effects.find((each) => each.probe === probe)?.byNonce ?? [])].filter(([, count]) => count > 0);
  if (counts.length > 1 && counts.every(([, count]) => count <= 1 + EPSILON)) return counts.flatMap(([nonce]) => senderOf(facts, operation, nonce));
  const executed = executions(facts, operation);
  return executed.length >= total - EPSILON && new Set(executed.map(({ payload }) => payload)).size === executed.length ? executed : [];
}

/** The attempt to which a nonce's effect is put down: one that was accepted, where there is any. */
function senderOf(facts: Facts, operation: OperationFacts, nonce: string): readonly AttemptFacts[] {
  const sends = sendsOf(facts, operation).filter((each) => each.nonce === nonce);
  return [sends.find(isAccepted) ?? sends[0]].flatMap((each) => each ?? []);
}

/** One attempt for each execution, as far as answers tell them apart; where there are no ids, two acceptances of two sends. */
export function executions(facts: Facts, operation: OperationFacts): readonly AttemptFacts[] {
  const sends = sendsOf(facts, operation);
  const accepted = acceptedOf(facts, operation);
  const found = resourcesOf(facts.contract, sends);
  return found.length === 0 && sends.length === 2 && accepted.length === 2 ? accepted : found;
}

/** Each later one is a copy that was sent when nothing else of the key could be under way: only its record can be missing. */
function wasForgotten(facts: Facts, operation: OperationFacts, executed: readonly AttemptFacts[]): boolean {
  const [first, ...later] = executed;
  if (first === undefined || !isServed(first)) return false;
  const sends = sendsOf(facts, operation);
  const isCopy = (each: AttemptFacts): boolean => isServed(each) && each.payload === first.payload && each.instance === first.instance;
  const isAlike = executed.every((each) => !isNoisy(each)) || wasFoundOtherwise(facts, first, sends);
  return isAlike && sends.every((each) => executed.includes(each) || isAccountedFor(facts, each, executed)) && later.every((each) => isCopy(each) && startOf(each) >= endOf(first) && isQuiet(facts, each, sends));
}

/** A replay of one of them, a wait or a refusal: it cannot have stored anything, nor have taken the record away. */
function isAccountedFor({ contract }: Facts, each: AttemptFacts, executed: readonly AttemptFacts[]): boolean {
  const { answer } = each;
  if (answer === undefined || !isAccepted(each)) return answer?.class === 'in-flight' || isRefusal(each);
  return executed.some((one) => one.answer !== undefined && startOf(one) <= startOf(each) && sameResource(contract, one.answer, answer) === true);
}

/** Whether the server may have been at work on both at once, whatever their clients saw. */
export function mayMeet(facts: Facts, one: AttemptFacts, other: AttemptFacts): boolean {
  return one !== other && startOf(one) < workEnd(facts, other) && startOf(other) < workEnd(facts, one);
}

/** Calibration saw another payload turned away under a finished key: so keys are bound to payloads, but for a race. */
function wasRefused({ calibration }: Facts): boolean {
  return calibration.observations.some(({ question, answers }) => question === 'other-payload' && answers.some((answer) => answer.class === 'mismatch' || answer.class === 'refused'));
}

/** Whole, as first spelled, and to the end. */
function isServed({ fault, variant }: AttemptFacts): boolean {
  return (fault === undefined || fault.kind === 'response-withheld') && variant?.spelling === undefined;
}

/** Headers without meaning, and other framings, did not hide the record: a copy that had others was answered from it. */
function wasFoundOtherwise({ contract }: Facts, first: AttemptFacts, sends: readonly AttemptFacts[]): boolean {
  const { answer } = first;
  if (answer === undefined) return false;
  const isReplay = (each: AttemptFacts): boolean => each !== first && each.answer !== undefined && isAccepted(each) && sameResource(contract, answer, each.answer) === true;
  return sends.some((each) => isReplay(each) && dressOf(each) !== dressOf(first));
}

function dressOf({ variant }: AttemptFacts): string {
  return JSON.stringify([variant?.noise ?? [], variant?.framing ?? '']);
}
