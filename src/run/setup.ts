import type { Json, Operation, Plan, RevokeStep, WireRequest } from '../model/index.js';
import { headerOf, operationsOf, parseJson, pointerGet } from '../model/index.js';
import { asCaller } from './caller.js';
import { claimResource } from './claims.js';
import type { Execution } from './execution.js';
import { identityOf, probedIdentityOf } from './execution.js';
import { recordBody } from './recorder.js';
import { MAX_RESPONSE_BYTES } from './rig.js';

/**
 * Runs the setup requests of one operation, in order, unfaulted and recorded. A failure makes the history unfit: the
 * operation would be judged for what its preparation did. That of a control leaves nothing to compare with, and no more.
 *
 * @param control - 0 for the operation itself, else the control that needs a setup of its own
 */
export async function runSetups(execution: Execution, operation: Operation, control = 0): Promise<boolean> {
  if (!isSetUp(execution.plan, operation)) {
    claimResource(execution, operation, control);
    return true;
  }
  const end = execution.rig.sharing.begin();
  try {
    const prepared = await carryOut(execution, operation, control);
    if (prepared) claimResource(execution, operation, control);
    return prepared;
  } finally {
    end();
  }
}

function isSetUp({ steps }: Plan, { id }: Operation): boolean {
  return steps.some((step) => step.kind === 'setup' && step.operation === id);
}

async function carryOut(execution: Execution, operation: Operation, control: number): Promise<boolean> {
  const { rig, plan } = execution;
  const lacking = (text: string): false => (control === 0 ? unfit(execution, operation, text) : false);
  for (const step of plan.steps) {
    if (step.kind !== 'setup' || step.operation !== operation.id) continue;
    const template = rig.blueprint.target.setups[step.setup];
    if (template === undefined) return lacking(`the plan names setup ${step.setup}, and there is none`);
    const request = rig.blueprint.renderAside({ kind: 'setup', setup: step.setup }, operation, identityOf(execution, operation, control), '');
    const id = `setup${operation.id}.${step.setup}${control > 0 ? `c${control}` : ''}`;
    const answer = await sendAside(execution, request, id, operation);
    if ('lacking' in answer) return lacking(`setup ${template.method} ${template.path} ${answer.lacking}`);
    const values: { [name: string]: Json } = {};
    for (const [name, place] of Object.entries(template.captures)) {
      const value = place.startsWith('header:') ? headerOf(answer.headers, place.slice(7).toLowerCase()) : pointerGet(answer.tree, place);
      if (value === undefined) return lacking(`setup ${template.method} ${template.path}: nothing at ${place} to capture as ${name}`);
      values[name] = value;
    }
    const slot = `${operation.id}/${control}`;
    execution.captures.set(slot, { ...execution.captures.get(slot), ...values });
    execution.recorder.add({ type: 'capture', operation: operation.id, control, values });
  }
  return true;
}

/** Ends a principal's credential; unanswered or refused, the history is unfit. */
export async function revoke(execution: Execution, step: RevokeStep): Promise<void> {
  const operation = operationsOf(execution.plan).find(({ principal }) => principal === step.principal);
  if (operation === undefined) return;
  const request = execution.rig.blueprint.renderAside({ kind: 'revoke' }, operation, probedIdentityOf(execution, operation), '');
  const answer = await sendAside(execution, request, step.id, operation, 'revoke');
  if ('lacking' in answer) unfit(execution, operation, `the revocation ${answer.lacking}`);
}

interface AsideAnswer {
  readonly headers: WireRequest['headers'];
  readonly tree: Json | undefined;
}

async function sendAside(
  execution: Execution, bare: WireRequest, attempt: string, operation: Operation, phase: 'setup' | 'revoke' = 'setup',
): Promise<AsideAnswer | { readonly lacking: string }> {
  const { rig, recorder } = execution;
  if (!(await rig.gate.pass('request', rig.signal))) return { lacking: 'was not sent: the run had come to its end' };
  const request = asCaller(bare, await rig.principals.headersOf(operation.principal));
  const { principal, route } = operation;
  const body = request.body === null ? null : recordBody(request.body);
  recorder.invoke(attempt, { operation: phase === 'revoke' ? -1 : operation.id, phase, request, body, payload: 0, principal, route });
  const completion = await rig.session.send(request, {
    timeoutMs: rig.timeoutMs,
    maxResponseBytes: MAX_RESPONSE_BYTES,
    signal: rig.signal,
    notify: (event) => recorder.wire(attempt, event),
  });
  recorder.complete(attempt, completion, false);
  // Without its body: plans that lack the same must say the same.
  if (completion.outcome !== 'ok') return { lacking: `was not answered (${completion.detail === undefined || completion.detail === '' ? completion.reason : completion.detail})` };
  if (Math.floor(completion.response.status / 100) !== 2) return { lacking: `was answered ${completion.response.status}, and not with a 2xx` };
  return { headers: completion.response.headers, tree: parseJson(Buffer.from(completion.response.body).toString('utf8')) };
}

function unfit(execution: Execution, operation: Operation, text: string): false {
  execution.recorder.add({ type: 'note', operation: operation.id, text });
  return false;
}
