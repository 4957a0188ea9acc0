import type { AttemptFacts, Facts, OperationFacts } from '../../src/model/index.js';
import { disruptionsOf, sameResource } from '../../src/model/index.js';
import { wasDisturbed } from './downstream.js';
import { EPSILON } from './effects.js';
import { executions, isAccountedFor, mayMeet } from './executions.js';
import type { Behind } from './second-behind.js';
import { behindOf } from './second-behind.js';
import { hungUpBetween } from './second-hang-up.js';
import { endOf, isAccepted, isNoisy, isQuiet, sendsOf, startOf } from './sends.js';

/** How a second effect came about, where the history shows it. */
export interface Second {
  readonly how: 'other-payload' | 'forgotten' | 'hung-up' | Behind['how'];
  /** Those that show it; where the key was at fault, one attempt for each execution, two or more. */
  readonly executed: readonly AttemptFacts[];
}

/** Nothing where it may have been a race, or where answers were lost: the text of the cause speaks of these. */
export function secondOf(facts: Facts, operation: OperationFacts, probe: number, total: number): Second | undefined {
  // A request without a key has none that could be forgotten.
  if (facts.contract.natural === true) return undefined;
  // What was struck or disturbed may have lost its key for that.
  if (disruptionsOf(facts).length > 0 || wasDisturbed(operation)) return behindOf(facts, operation, total);
  const byPayload = payloadsExecuted(facts, operation, probe, total);
  if (byPayload.length > 1) return wasRefused(facts) && !byPayload.some((one) => byPayload.some((other) => mayMeet(facts, one, other))) ? undefined : { how: 'other-payload', executed: byPayload };
  const executed = executions(facts, operation);
  const isForgotten = executed.length > 1 && executed.length >= total - EPSILON && wasForgotten(facts, operation, executed);
  if (isForgotten) return { how: 'forgotten', executed };
  const isHungUp = executed.length >= total - EPSILON && hungUpBetween(facts, operation, executed).length > 0;
  return isHungUp ? { how: 'hung-up', executed } : behindOf(facts, operation, total);
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

/** Each later one is a copy that was sent when nothing else of the key could be under way: only its record can be missing. */
function wasForgotten(facts: Facts, operation: OperationFacts, executed: readonly AttemptFacts[]): boolean {
  const [first, ...later] = executed;
  if (first === undefined || !isServed(first)) return false;
  const sends = sendsOf(facts, operation);
  const isCopy = (each: AttemptFacts): boolean => isServed(each) && each.payload === first.payload && each.instance === first.instance;
  const isAlike = executed.every((each) => !isNoisy(each)) || wasFoundOtherwise(facts, first, sends);
  return isAlike && sends.every((each) => executed.includes(each) || isAccountedFor(facts, each, executed)) && later.every((each) => isCopy(each) && startOf(each) >= endOf(first) && isQuiet(facts, each, sends));
}

/** Calibration saw another payload turned away under a finished key: so keys are bound to payloads, but for a race. */
export function wasRefused({ calibration }: Facts): boolean {
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
