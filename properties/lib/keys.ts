import type { Contract, Facts, OperationFacts } from '../../src/model/index.js';
import { once, oncePer } from './memo.js';

/** Operations that have a key, or need none: `natural` requests are operations by themselves. */
export function keyedOperations(facts: Facts): OperationFacts[] {
  return facts.operations.filter((each) => facts.contract.natural === true || !isKeyless(each));
}

export function isKeyless({ operation }: OperationFacts): boolean {
  return operation.key.kind === 'absent' || operation.key.kind === 'empty';
}

/**
 * Operations of which everything that the target remembers under their key was sent in this history. Not hostile keys:
 * those carry no salt, so that a target with a memory may know them from an earlier run. Not keys that another operation
 * shares where the contract does not promise to keep the two apart.
 */
export const soleOperations = once((facts: Facts): readonly OperationFacts[] =>
  keyedOperations(facts).filter((each) => each.operation.key.kind !== 'hostile' && !isEntangled(facts, each)),
);

function isEntangled(facts: Facts, one: OperationFacts): boolean {
  return sharers(facts, one).some((other) => !keptApart(facts.contract, one, other));
}

/** Other operations that were sent with the very same key. */
export const sharers = oncePer((facts: Facts, one: OperationFacts): readonly OperationFacts[] => {
  const root = rootOf(facts, one);
  return facts.operations.filter((other) => other !== one && other.attempts.length > 0 && rootOf(facts, other) === root && !isKeyless(other));
});

function rootOf(facts: Facts, one: OperationFacts): number {
  let at = one;
  for (let hops = 0; hops < facts.operations.length; hops++) {
    const key = at.operation.key;
    const next = key.kind === 'shared' ? facts.operations.find(({ id }) => id === key.of) : undefined;
    if (next === undefined) break;
    at = next;
  }
  return at.id;
}

/** Operations whose key is almost this one's, either way. */
export function neighbours(facts: Facts, one: OperationFacts): OperationFacts[] {
  const isNear = (a: OperationFacts, b: OperationFacts) => a.operation.key.kind === 'near' && a.operation.key.of === b.id;
  return facts.operations.filter((other) => other !== one && (isNear(one, other) || isNear(other, one)));
}

/** True where one of the two was asked for what the other had been answered. */
export function areKin(a: OperationFacts, b: OperationFacts): boolean {
  return a.operation.parent === b.id || b.operation.parent === a.id;
}

/** In which parts of the scope that the contract promises the two differ; empty where none: then one key is one key. */
export function apartIn(contract: Contract, a: OperationFacts, b: OperationFacts): ('principal' | 'route' | 'method')[] {
  const scope = contract.scope ?? [];
  const differs = {
    principal: a.operation.principal !== b.operation.principal,
    route: a.operation.route !== b.operation.route,
    method: methodOf(a) !== undefined && methodOf(b) !== undefined && methodOf(a) !== methodOf(b),
  };
  return scope.filter((part) => differs[part]);
}

export function keptApart(contract: Contract, a: OperationFacts, b: OperationFacts): boolean {
  return apartIn(contract, a, b).length > 0;
}

function methodOf({ attempts }: OperationFacts): string | undefined {
  return attempts.find(({ variant }) => variant?.method === undefined)?.method;
}
