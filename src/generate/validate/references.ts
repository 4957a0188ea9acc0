import type { AttemptId, Operation, Plan, Start } from '../../model/index.js';
import { operationsOf } from '../../model/index.js';

/** Something of a plan that has a start, in the plan's order. */
export interface Started {
  readonly id: AttemptId;
  readonly start: Start;
  /** For people. */
  readonly what: string;
}

/** Everything that starts at some time: attempts first, then revocations, crowds and disruptions. */
export function startedOf(plan: Plan): Started[] {
  return [
    ...operationsOf(plan).flatMap(({ attempts }) => attempts.map(({ id, start }) => ({ id, start, what: `attempt ${id}` }))),
    ...plan.steps.flatMap((step) => (step.kind === 'revoke' ? [{ id: step.id, start: step.start, what: `revocation ${step.id}` }] : [])),
    ...plan.crowd.map(({ id, start }) => ({ id, start, what: `crowd ${id}` })),
    ...plan.disruptions.map(({ id, start }) => ({ id, start, what: `disruption ${id}` })),
  ];
}

/** What a start refers to. */
export function referenceOf(start: Start): AttemptId | undefined {
  if (start.kind === 'begin') return undefined;
  return start.kind === 'together' ? start.as : start.of;
}

/** The operation whose key an operation's key is made from. */
export function keyBaseOf({ key }: Pick<Operation, 'key'>): number | undefined {
  return key.kind === 'near' || key.kind === 'shared' ? key.of : undefined;
}

/** The operations without which this one cannot be sent as it is: that of its key, that of its request, and that of its payload. */
export function basesOf(operation: Pick<Operation, 'key' | 'parent' | 'copies'>): number[] {
  return [keyBaseOf(operation), operation.parent, operation.copies].filter((id) => id !== undefined);
}

/** A barrier holds up to this many. */
const BARRIER = 30;

/**
 * Every breach in a plan of the right shape: ids that are not unique, references to nothing, cycles, quantities out of
 * range, keys shared within one scope, requests made from an answer that cannot be there. Empty where the plan is valid.
 *
 * @example
 * ```ts
 * validatePlan(plan); // ['attempt a1 starts relative to a7, which does not exist']
 * ```
 */
export function validatePlan(plan: Plan): string[] {
  const operations = operationsOf(plan);
  return [
    ...(operations.length === 0 ? ['the plan has no operation'] : []),
    ...operations.flatMap(({ id, attempts }) => (attempts.length === 0 ? [`operation ${id} has no attempt`] : [])),
    ...duplicates(operations.map(({ id }) => `operation ${id}`)),
    ...startBreaches(startedOf(plan)),
    ...operations.flatMap((operation) => keyBreaches(operation, operations)),
    ...operations.flatMap((operation) => parentBreaches(operation, operations)),
    ...operations.flatMap((operation) => copyBreaches(operation, operations)),
    ...plan.steps.flatMap((step) =>
      step.kind === 'setup' && !operations.some(({ id }) => id === step.operation) ? [`setup ${step.setup} prepares operation ${step.operation}, which does not exist`] : [],
    ),
  ];
}

function duplicates(names: readonly string[]): string[] {
  return [...new Set(names.filter((name, index) => names.indexOf(name) < index))].map((name) => `${name} is there twice`);
}

function startBreaches(started: readonly Started[]): string[] {
  const byId = new Map(started.map((each) => [each.id, each]));
  const breaches = duplicates(started.map(({ id }) => `id ${id}`));
  const groups = new Map<AttemptId, number>();
  for (const { id, start, what } of started) {
    const of = referenceOf(start);
    if (of !== undefined && !byId.has(of)) breaches.push(`${what} starts relative to ${of}, which does not exist`);
    const { leader, cyclic } = follow(id, byId);
    if (cyclic) breaches.push(`${what} starts relative to itself in the end`);
    groups.set(leader, (groups.get(leader) ?? 0) + 1);
  }
  for (const [leader, size] of groups) if (size > BARRIER) breaches.push(`${size} start together with ${leader}, more than ${BARRIER}`);
  return breaches;
}

/** Follows starts to their beginning; `leader` is the last that is reached by `together` alone. */
function follow(id: AttemptId, byId: ReadonlyMap<AttemptId, Started>): { leader: AttemptId; cyclic: boolean } {
  const seen = new Set<AttemptId>();
  let leader = id;
  let joined = true;
  for (let at = byId.get(id); at !== undefined; ) {
    if (seen.has(at.id)) return { leader, cyclic: true };
    seen.add(at.id);
    joined &&= at.start.kind === 'together';
    const of = referenceOf(at.start);
    if (of === undefined) break;
    at = byId.get(of);
    if (joined && at !== undefined) leader = at.id;
  }
  return { leader, cyclic: false };
}

function keyBreaches(operation: Operation, operations: readonly Operation[]): string[] {
  const of = keyBaseOf(operation);
  if (of === undefined) return [];
  const base = operations.find(({ id }) => id === of);
  if (base === undefined) return [`operation ${operation.id} takes its key from operation ${of}, which does not exist`];
  const breaches = comesBack(operation, operations, keyBaseOf) ? [`operation ${operation.id} takes its key from itself in the end`] : [];
  const sameScope = base.principal === operation.principal && base.route === operation.route;
  if (operation.key.kind === 'shared' && sameScope) {
    breaches.push(`operation ${operation.id} shares the key of operation ${of} with the same principal and route, which would make them one operation`);
  }
  return breaches;
}

function parentBreaches(operation: Operation, operations: readonly Operation[]): string[] {
  const { id, parent } = operation;
  if (parent === undefined) return [];
  if (!operations.some((each) => each.id === parent)) return [`operation ${id} is made from the answer to operation ${parent}, which does not exist`];
  return comesBack(operation, operations, (each) => each.parent) ? [`operation ${id} is made from its own answer in the end`] : [];
}

function copyBreaches({ id, copies, route }: Operation, operations: readonly Operation[]): string[] {
  if (copies === undefined) return [];
  const original = operations.find((each) => each.id === copies);
  if (original === undefined) return [`operation ${id} copies the payload of operation ${copies}, which does not exist`];
  if (original.copies !== undefined) return [`operation ${id} copies the payload of operation ${copies}, which is a copy itself`];
  return original.route === route ? [] : [`operation ${id} copies the payload of operation ${copies}, which is on another route`];
}

/** True where following the references of an operation leads round in a circle. */
function comesBack(operation: Operation, operations: readonly Operation[], next: (operation: Operation) => number | undefined): boolean {
  const seen = new Set<number>();
  for (let at: Operation | undefined = operation; at !== undefined; ) {
    if (seen.has(at.id)) return true;
    seen.add(at.id);
    const of = next(at);
    at = operations.find(({ id }) => id === of);
  }
  return false;
}
