import type { Contract, Facts, OperationFacts } from '../../src/model/index.js';
import { groupBy, onceFor, oncePer } from '../../src/model/index.js';
import { gather } from './gather.js';

/** Operations that have a key, or need none: `natural` requests are operations by themselves. */
export const keyedOperations = onceFor((facts: Facts): readonly OperationFacts[] =>
  facts.contract.natural === true ? facts.operations : facts.operations.filter((each) => !isKeyless(each)),
);

export function isKeyless({ operation }: OperationFacts): boolean {
  return operation.key.kind === 'absent' || operation.key.kind === 'empty';
}

/**
 * Operations of which everything that the target remembers under their key was sent in this history. Not hostile keys:
 * those carry no salt, so that a target with a memory may know them from an earlier run. Not keys that another operation
 * shares where the contract does not promise to keep the two apart.
 */
export const soleOperations = onceFor((facts: Facts): readonly OperationFacts[] =>
  keyedOperations(facts).filter((each) => each.operation.key.kind !== 'hostile' && !isEntangled(facts, each)),
);

function isEntangled(facts: Facts, one: OperationFacts): boolean {
  return sharers(facts, one).some((other) => !keptApart(facts.contract, one, other));
}

/** Other operations that were sent with the very same key. */
export function sharers(facts: Facts, one: OperationFacts): readonly OperationFacts[] {
  return isAnyShared(facts) ? sharersAmong(facts, one) : NONE;
}

const NONE: readonly OperationFacts[] = [];

/** Mostly each operation has a key of its own, and nobody shares any. */
const isAnyShared = onceFor((facts: Facts): boolean => facts.operations.some(({ operation }) => operation.key.kind === 'shared'));

const sharersAmong = oncePer((facts: Facts, one: OperationFacts): readonly OperationFacts[] => familyOf(facts, one).filter((other) => other !== one));

function familyOf(facts: Facts, one: OperationFacts): readonly OperationFacts[] {
  return families(facts).get(rootOf(facts, one)) ?? [];
}

/** Operations that were sent, by the one whose key they have. */
const families = onceFor((facts: Facts) => groupBy(facts.operations.filter((each) => each.attempts.length > 0 && !isKeyless(each)), (each) => rootOf(facts, each)));

function rootOf(facts: Facts, one: OperationFacts): number {
  let at = one;
  for (let hops = 0; hops < facts.operations.length; hops++) {
    const key = at.operation.key;
    const next = key.kind === 'shared' ? operationsById(facts).get(key.of) : undefined;
    if (next === undefined) break;
    at = next;
  }
  return at.id;
}

export const operationsById = onceFor((facts: Facts): ReadonlyMap<number, OperationFacts> => new Map(facts.operations.map((each) => [each.id, each])));

/** Operations whose key is almost this one's, either way. */
export function neighbours(facts: Facts, one: OperationFacts): readonly OperationFacts[] {
  if (imitations(facts).size === 0) return NONE;
  const { key } = one.operation;
  const base = key.kind === 'near' ? operationsById(facts).get(key.of) : undefined;
  const made = (imitations(facts).get(one.id) ?? []).filter((other) => other !== one && other !== base);
  return base === undefined || base === one ? made : [base, ...made];
}

/** Operations with almost the key of another one, by that one. */
const imitations = onceFor((facts: Facts) => groupBy(facts.operations.filter(({ operation: { key } }) => key.kind === 'near'), ({ operation: { key } }) => (key.kind === 'near' ? key.of : -1)));

/** A plan has no more operations than this; a record of many plans in one grows, and all pairs of it would grow faster. */
const NEAREST = 4;

/** Each pair of the operations once, in their order: of those that a plan may hold, all. */
export function pairsAmong(operations: readonly OperationFacts[]): (readonly [OperationFacts, OperationFacts])[] {
  const pairs: (readonly [OperationFacts, OperationFacts])[] = [];
  operations.forEach((one, index) => {
    for (let next = index + 1; next < Math.min(index + NEAREST, operations.length); next += 1) pairs.push([one, operations[next] as OperationFacts]);
  });
  return pairs;
}

/** Each pair from either side. */
export function bothWays(pairs: readonly (readonly [OperationFacts, OperationFacts])[]): (readonly [OperationFacts, OperationFacts])[] {
  return gather(pairs, ([one, other]) => [[one, other] as const, [other, one] as const]);
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
