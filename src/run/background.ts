import type { Completion, Operation } from '../model/index.js';
import type { Execution } from './execution.js';
import { identityOf } from './execution.js';
import { MAX_RESPONSE_BYTES } from './rig.js';

/**
 * Sends an operation once with a key and a nonce of its own, beside the plan: neither recorded nor judged. It shares what
 * the operation's setup captured: it needs a customer, not one of its own.
 *
 * @param control - what makes its key and nonce its own
 */
export async function sendInBackground(execution: Execution, model: Operation, control: number): Promise<Completion> {
  const { rig, plan } = execution;
  const operation = { ...model, key: { kind: 'fresh' as const } };
  const { request, nonce } = rig.blueprint.renderAttempt(plan, operation, {}, { ...identityOf(execution, operation), control });
  if (nonce !== undefined) rig.sink?.expect(nonce);
  const caller = await rig.principals.headersOf(operation.principal);
  return rig.session.send(
    caller.length === 0 ? request : { ...request, headers: [...request.headers, ...caller] },
    { timeoutMs: rig.timeoutMs, maxResponseBytes: MAX_RESPONSE_BYTES, signal: rig.signal, notify: () => undefined },
  );
}
