import type { Identity, Rendered, Sending } from '../generate/types.js';
import type { Answer, Attempt, AttemptId, HistoryHead, Json, Operation, Plan, WireReason } from '../model/index.js';
import { defined, pointerGet } from '../model/index.js';
import type { Downstream } from './downstream.js';
import type { Recorder } from './recorder.js';
import type { Rig } from './rig.js';

/** The state of one plan under way: what the schedule, the settling and the probing share. */
export interface Execution {
  readonly plan: Plan;
  readonly rig: Rig;
  readonly head: HistoryHead;
  readonly recorder: Recorder;
  /** By operation: everything that was sent and has ended, in order of ending. */
  readonly sent: Map<number, Sent[]>;
  /** By operation: identities of payloads seen under its key; the position is the payload's number. */
  readonly payloads: Map<number, string[]>;
  /** By operation: nonces whose effects are counted. */
  readonly nonces: Map<number, Set<string>>;
  /** By operation and control number (`0/1`): values captured by its setup. */
  readonly captures: Map<string, { [name: string]: Json }>;
  /** Requests that were rendered, by all that they depend on: most attempts of an operation send the same bytes. */
  readonly rendered: Map<string, Rendered>;
  /** By operation: the number of its last control. */
  readonly controls: Map<number, number>;
  /** By operation and control number: what ends the claim to its resource. */
  readonly claims: Map<string, () => void>;
  /** Absent: there is no sink. */
  readonly downstream?: Downstream;
  readonly wallMs: number;
}

/** What became of one attempt. */
export interface Sent {
  readonly attempt: AttemptId;
  readonly operation: number;
  readonly payload: number;
  readonly outcome: 'ok' | 'fail' | 'info';
  /** By the rig's clock. */
  readonly endedAtMs: number;
  readonly reason?: WireReason | undefined;
  /** The complete answer, also where it was withheld from the modelled client. */
  readonly answer?: Answer | undefined;
  /** A safe method with the key: says nothing about the operation. */
  readonly safe: boolean;
}

/** What its requests are made from. */
export function identityOf(execution: Execution, operation: Operation, control = 0): Identity {
  const parentAnswer = parentAnswerOf(execution, operation);
  const own = { salt: execution.head.salt, wallMs: execution.wallMs, captures: execution.captures.get(`${operation.id}/${control}`) ?? {}, control };
  return parentAnswer === undefined ? own : { ...own, parentAnswer };
}

/** What its probes and revocations are made from: its own answer too, which no request has to be parsed for. */
export function probedIdentityOf(execution: Execution, operation: Operation): Identity {
  const answer = sentOf(execution, operation.id).find(wasAccepted)?.answer?.tree;
  return { ...identityOf(execution, operation), ...defined({ answer }) };
}

/** The request of one attempt, rendered at its first use. */
export function renderedOf(execution: Execution, operation: Operation, attempt: Sending & Pick<Attempt, 'id'>, control: number): Rendered {
  const { variant, instance = 0 } = attempt;
  // Noise differs from attempt to attempt.
  const look = variant === undefined ? '' : `${JSON.stringify(variant)}${variant.noise === undefined ? '' : attempt.id}`;
  const name = `${operation.id}/${control}/${instance}/${look}`;
  const known = execution.rendered.get(name);
  if (known !== undefined) return known;
  const rendered = execution.rig.blueprint.renderAttempt(execution.plan, operation, attempt, identityOf(execution, operation, control));
  execution.rendered.set(name, rendered);
  return rendered;
}

/** True for what counts as an acceptance of the operation itself. */
function wasAccepted({ answer, safe }: Sent): boolean {
  return !safe && answer?.class === 'accepted';
}

/** The first accepted answer to the parent that has all that the request takes from it: every attempt then sends the same bytes. */
function parentAnswerOf(execution: Execution, { route, parent }: Operation): Json | undefined {
  const needed = execution.rig.blueprint.answersNeeded(route);
  if (parent === undefined || needed.length === 0) return undefined;
  return sentOf(execution, parent).find((sent) => wasAccepted(sent) && hasAll(sent.answer?.tree, needed))?.answer?.tree;
}

/** True where the answer has a value at each of the places. */
export function hasAll(tree: Json | undefined, pointers: readonly string[]): boolean {
  return pointers.every((pointer) => (pointerGet(tree, pointer) ?? null) !== null);
}

/** False while a request is made from an answer that has not come. */
export function isReady(execution: Execution, operation: Operation): boolean {
  return execution.rig.blueprint.answersNeeded(operation.route).length === 0 || parentAnswerOf(execution, operation) !== undefined;
}

/** True where none of the planned attempts could be sent, for want of the answer that they are made from: it stays so. */
export function neverBegan(execution: Execution, operation: Operation): boolean {
  return execution.rig.blueprint.answersNeeded(operation.route).length > 0 && sentOf(execution, operation.id).length === 0;
}

/** Equal payloads get equal numbers; the operation's own is 0. */
export function payloadNumber(execution: Execution, operation: Operation, payloadIdentity: string): number {
  const known = execution.payloads.get(operation.id) ?? [];
  execution.payloads.set(operation.id, known);
  const at = known.indexOf(payloadIdentity);
  return at >= 0 ? at : known.push(payloadIdentity) - 1;
}

export function sentOf(execution: Execution, operation: number): readonly Sent[] {
  return execution.sent.get(operation) ?? [];
}

/** True once some attempt of the operation itself was accepted. */
export function isAccepted(execution: Execution, operation: number): boolean {
  return sentOf(execution, operation).some(wasAccepted);
}
