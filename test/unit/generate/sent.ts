import { compileTarget } from '../../../src/generate/index.js';
import type { Blueprint, Identity, Rendered } from '../../../src/generate/index.js';
import type { Attempt, Json, Operation, Plan, Target, WireRequest } from '../../../src/model/index.js';
import { parseJson } from '../../../src/model/index.js';
import { identity } from './fixture.js';

export interface Sent extends Rendered {
  readonly request: WireRequest;
  readonly text: string;
  readonly json: Json | undefined;
  readonly blueprint: Blueprint;
  readonly operation: Operation;
}

export function operationOf(changes: Partial<Operation> = {}): Operation {
  return { id: 0, key: { kind: 'fresh' }, route: 0, principal: 0, body: 0, draws: {}, attempts: [{ id: 'a0', start: { kind: 'begin', durations: 0 } }], ...changes };
}

export function planOf(...operations: readonly Operation[]): Plan {
  return { address: { seed: 1, climate: [], index: 0 }, lane: 'pooled', steps: operations.map((operation) => ({ kind: 'operation', operation })), crowd: [], disruptions: [] };
}

/** Renders one attempt of the last of some operations. */
export function render(blueprint: Blueprint, operations: readonly Operation[], who: Identity = identity(), attempt: Pick<Attempt, 'variant' | 'instance'> = {}): Sent {
  const operation = operations.at(-1) as Operation;
  const rendered = blueprint.renderAttempt(planOf(...operations), operation, attempt, who);
  const text = new TextDecoder().decode(rendered.request.body ?? new Uint8Array());
  const { payloadIdentity } = rendered;
  return { ...rendered, payloadIdentity, text, json: parseJson(text), blueprint, operation };
}

/** Renders one attempt of one operation. */
export function sent(to: Target, changes: Partial<Operation> = {}, who: Identity = identity(), attempt: Pick<Attempt, 'variant' | 'instance'> = {}): Sent {
  return render(compileTarget(to), [operationOf(changes)], who, attempt);
}
