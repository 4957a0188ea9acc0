import type { Completion, Operation } from '../model/index.js';
import { asCaller } from './caller.js';
import type { Execution } from './execution.js';
import { identityOf } from './execution.js';
import { MAX_RESPONSE_BYTES } from './rig.js';

/** Sends once; the number makes the key and the nonce of that sending its own. */
export type SendInBackground = (control: number) => Promise<Completion>;

/**
 * A way to send an operation with keys and nonces of their own, beside the plan: neither recorded nor judged. They share
 * what the operation's setup captured, since they need a customer and not one of their own, and are of ordinary size.
 */
export function inBackground(execution: Execution, { filler: _, ...model }: Operation): SendInBackground {
  const { rig, plan } = execution;
  const operation: Operation = { ...model, key: { kind: 'fresh' } };
  const identity = identityOf(execution, operation);
  const options = { timeoutMs: rig.timeoutMs, maxResponseBytes: MAX_RESPONSE_BYTES, signal: rig.signal, notify: () => undefined };
  return async (control) => {
    const { request, nonce } = rig.blueprint.renderAttempt(plan, operation, {}, { ...identity, control });
    if (nonce !== undefined) rig.sink?.expect(nonce);
    return rig.session.send(asCaller(request, await rig.principals.headersOf(operation.principal)), options);
  };
}
