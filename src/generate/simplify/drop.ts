import type { AttemptId, Operation, Plan } from '../../model/index.js';
import { operationsOf } from '../../model/index.js';
import { basesOf } from '../validate/references.js';
import { rewired, withoutAttempts } from './edit.js';

/** Without the crowd, the disruptions, the revocations: all of a kind first, then one by one. */
export function* withoutSurroundings(plan: Plan): Iterable<Plan> {
  const crowd = plan.crowd.map(({ id }) => id);
  const disruptions = plan.disruptions.map(({ id }) => id);
  const revocations = plan.steps.flatMap((step) => (step.kind === 'revoke' ? [step.id] : []));
  for (const ids of [crowd, disruptions, revocations]) {
    if (ids.length > 0) yield withoutAsides(plan, new Set(ids));
    if (ids.length > 1) for (const id of ids) yield withoutAsides(plan, new Set([id]));
  }
}

function withoutAsides(plan: Plan, ids: ReadonlySet<AttemptId>): Plan {
  let left = plan;
  for (const id of ids) left = rewired(left, id);
  return {
    ...left,
    steps: left.steps.filter((step) => step.kind !== 'revoke' || !ids.has(step.id)),
    crowd: left.crowd.filter(({ id }) => !ids.has(id)),
    disruptions: left.disruptions.filter(({ id }) => !ids.has(id)),
  };
}

/** One operation alone with those that its key and request are made from; then without one and what depends on it; then without one. */
export function* withoutOperations(plan: Plan): Iterable<Plan> {
  const operations = operationsOf(plan);
  if (operations.length < 2) return;
  if (operations.length > 2) {
    for (const operation of operations) {
      const kept = closure([operation.id], ({ id }, ids) => operations.some((each) => ids.has(each.id) && basesOf(each).includes(id)), operations);
      if (kept.size < operations.length) yield withoutThose(plan, operations.filter(({ id }) => !kept.has(id)));
    }
  }
  for (const operation of operations.toReversed()) {
    const gone = closure([operation.id], (each, ids) => basesOf(each).some((id) => ids.has(id)), operations);
    if (gone.size < operations.length) yield withoutThose(plan, operations.filter(({ id }) => gone.has(id)));
    if (gone.size > 1) yield withoutThose(plan, [operation]);
  }
}

function closure(start: readonly number[], belongs: (operation: Operation, ids: ReadonlySet<number>) => boolean, operations: readonly Operation[]): Set<number> {
  const ids = new Set(start);
  for (let size = 0; size !== ids.size; ) {
    size = ids.size;
    for (const operation of operations) if (belongs(operation, ids)) ids.add(operation.id);
  }
  return ids;
}

function withoutThose(plan: Plan, operations: readonly Operation[]): Plan {
  return withoutAttempts(plan, new Set(operations.flatMap(({ attempts }) => attempts.map(({ id }) => id))));
}

/** Two attempts of an operation, half of them, one less. */
export function* withoutSomeAttempts(plan: Plan): Iterable<Plan> {
  for (const { attempts } of operationsOf(plan)) {
    const ids = attempts.map(({ id }) => id);
    const without = (kept: readonly AttemptId[]): Plan => withoutAttempts(plan, new Set(ids.filter((id) => !kept.includes(id))));
    if (ids.length > 3) {
      yield without(ids.slice(0, 2));
      yield without([ids[0] ?? '', ids.at(-1) ?? '']);
      const half = Math.ceil(ids.length / 2);
      yield without(ids.slice(0, half));
      yield without(ids.slice(half));
    }
    if (ids.length > 1) for (const id of ids.toReversed()) yield withoutAttempts(plan, new Set([id]));
  }
}
