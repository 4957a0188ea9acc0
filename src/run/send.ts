import type {
  AttemptId, Completion, Fault, Headers, Lane, Operation, Phase, SendOptions, TimedFault, Variant, WireEvent, WireRequest,
} from '../model/index.js';
import { readAnswer } from '../model/index.js';
import type { Rendered } from '../generate/types.js';
import { asCaller } from './caller.js';
import type { Execution, Sent } from './execution.js';
import { isReady, payloadNumber, renderedOf } from './execution.js';
import type { Rig } from './rig.js';
import { MAX_RESPONSE_BYTES } from './rig.js';
import { soon } from './soon.js';

/** One sending that is about to happen. */
export interface Intent {
  readonly id: AttemptId;
  readonly operation: Operation;
  readonly phase: Phase;
  readonly instance?: number | undefined;
  readonly variant?: Variant | undefined;
  readonly fault?: Fault | undefined;
  /** 0: the operation itself; from 1: a control with a fresh key. */
  readonly control?: number;
}

/** An intent whose bytes are ready. */
export interface Prepared {
  readonly intent: Intent;
  readonly request: WireRequest;
  /** What the bytes of its body say; null: no body. */
  readonly text: string | null;
  readonly key: string | undefined;
  readonly nonce: string | undefined;
  readonly payload: number;
}

/** Renders an intent; undefined where the gate lets nothing more through, or the request lacks an answer that it is made from. */
export function prepare(execution: Execution, intent: Intent): Prepared | undefined | Promise<Prepared | undefined> {
  const { rig } = execution;
  const { operation, control = 0 } = intent;
  if (!isReady(execution, operation)) return undefined;
  // A client of the plan meets a target that is down; who settles its operations knows better than to ask then.
  const calm = intent.phase === 'plan' ? undefined : rig.disruptions?.calm();
  return soon(soon(calm, () => passes(rig, intent.fault)), (passed) => {
    if (!passed) return undefined;
    const rendered = renderedOf(execution, operation, intent, control);
    return soon(rig.principals.headersOf(operation.principal), (caller) => addressed(execution, intent, rendered, caller));
  });
}

/** A rendered intent by the caller that it is sent for. */
function addressed(execution: Execution, intent: Intent, rendered: Rendered, caller: Headers): Prepared {
  const { operation, control = 0 } = intent;
  const request = asCaller(rendered.request, caller);
  const payload = control > 0 || isOwnPayload(intent.variant) ? 0 : payloadNumberOf(execution, operation, rendered.payloadIdentity);
  if (control === 0 && rendered.nonce !== undefined) nonceSet(execution, operation.id).add(rendered.nonce);
  if (rendered.nonce !== undefined) expectCalls(execution, operation, rendered.nonce, control);
  return { intent, request, text: rendered.text, key: rendered.key, nonce: rendered.nonce, payload };
}

/** Its calls to a downstream are known by the nonce. A control's are nobody's to disturb: it tells what happens where nothing goes wrong. */
function expectCalls({ downstream, rig }: Execution, { id }: Operation, nonce: string, control: number): void {
  if (control === 0) downstream?.expect(id, nonce);
  else rig.sink?.expect(nonce);
}

/** What the network delivers twice is two requests to the target, and so to the cap and the rate. */
function passes({ gate, signal }: Rig, fault: Fault | undefined): boolean | Promise<boolean> {
  const passed = gate.pass('request', signal);
  return fault?.kind !== 'doubled' ? passed : (async () => (await passed) && (await gate.pass('request', signal)))();
}

/** Records the invocation; the send itself must follow in the same tick. */
export function invoke(execution: Execution, prepared: Prepared, lane?: Lane): void {
  const { intent, request, text, key, nonce, payload } = prepared;
  const { operation, phase, fault, variant } = intent;
  execution.recorder.invoke(intent.id, {
    operation: operation.id, phase, request, body: text, key, nonce, payload, fault, variant, lane, principal: operation.principal, route: operation.route,
  });
}

/** What the adapter is told about one attempt. */
export function sendOptions(execution: Execution, intent: Intent, onWire: (event: WireEvent) => void): SendOptions {
  const { rig, recorder } = execution;
  const fault = timedFault(intent.fault, rig.calibration.durationMs);
  const framing = intent.variant?.framing;
  return {
    timeoutMs: rig.timeoutMs,
    maxResponseBytes: MAX_RESPONSE_BYTES,
    signal: rig.signal,
    notify(event) {
      recorder.wire(intent.id, event);
      onWire(event);
    },
    ...(fault === undefined ? undefined : { fault }),
    ...(framing === undefined ? undefined : { framing }),
  };
}

/** Records the end of an attempt and what it means. */
export function concluded(execution: Execution, prepared: Prepared, completion: Completion): Sent {
  const { rig, recorder } = execution;
  const { intent, payload } = prepared;
  const response = recorder.complete(intent.id, completion, completion.outcome === 'ok' && intent.fault?.kind === 'response-withheld');
  const answer = response === undefined ? undefined : readAnswer(response, rig.contract, rig.classify);
  if (answer?.status === 401) rig.principals.unauthorized(intent.operation.principal, prepared.request.headers);
  if (answer?.status === 429) rig.gate.pause(retryAfterMs(answer.headers['retry-after'], rig.clock.wallMs()) ?? 100);
  const sent: Sent = {
    attempt: intent.id,
    operation: intent.operation.id,
    payload,
    outcome: completion.outcome,
    endedAtMs: rig.clock.nowMs(),
    safe: intent.variant?.method !== undefined,
    reason: completion.outcome === 'ok' ? undefined : completion.reason,
    answer,
  };
  if ((intent.control ?? 0) === 0) {
    const list = execution.sent.get(intent.operation.id);
    if (list === undefined) execution.sent.set(intent.operation.id, [sent]);
    else list.push(sent);
  }
  return sent;
}

/** Sends one intent by itself, and where nobody is about to strike; undefined where nothing more may be sent. */
export async function sendAlone(execution: Execution, intent: Intent): Promise<Sent | undefined> {
  const { disruptions, signal } = execution.rig;
  if (disruptions === undefined) return sendNow(execution, intent);
  const end = await disruptions.truce.retry(signal);
  return sendNow(execution, intent).finally(end);
}

async function sendNow(execution: Execution, intent: Intent): Promise<Sent | undefined> {
  const prepared = await prepare(execution, intent);
  if (prepared === undefined) return undefined;
  const options = sendOptions(execution, intent, () => undefined);
  invoke(execution, prepared);
  return concluded(execution, prepared, await execution.rig.session.send(prepared.request, options));
}

/** `Retry-After` in milliseconds: seconds or an HTTP date (RFC 9110 §10.2.3); undefined where there is none. */
export function retryAfterMs(value: string | undefined, wallMs: number): number | undefined {
  if (value === undefined) return undefined;
  if (/^\s*\d+\s*$/.test(value)) return Number(value) * 1000;
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : Math.max(0, at - wallMs);
}

function timedFault(fault: Fault | undefined, durationMs: number): TimedFault | undefined {
  if (fault === undefined) return undefined;
  switch (fault.kind) {
    case 'response-withheld':
      return undefined;
    case 'close':
    case 'reset':
      return { kind: fault.kind, at: typeof fault.at === 'string' ? fault.at : { afterFlushMs: fault.at.fraction * durationMs } };
    case 'body-stalled':
      return { kind: fault.kind, ending: fault.ending, stallMs: fault.durations * durationMs };
    default:
      return { kind: fault.kind };
  }
}

/** However it is spelled or dressed up, it is then the operation's own: no two renderings need to be compared for that. */
function isOwnPayload(variant: Variant | undefined): boolean {
  return variant === undefined || (variant.payload === undefined && variant.method === undefined);
}

/** The first payload that a key meets may be a variant: the operation's own is numbered before it. */
function payloadNumberOf(execution: Execution, operation: Operation, payloadIdentity: string): number {
  if (!execution.payloads.has(operation.id)) {
    payloadNumber(execution, operation, renderedOf(execution, operation, { id: '' }, 0).payloadIdentity);
  }
  return payloadNumber(execution, operation, payloadIdentity);
}

function nonceSet(execution: Execution, operation: number): Set<string> {
  const known = execution.nonces.get(operation) ?? new Set<string>();
  execution.nonces.set(operation, known);
  return known;
}
