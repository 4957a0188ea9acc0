import type { Attempt, AttemptId, Operation, Plan, Start, Step } from '../../model/index.js';
import { operationsOf } from '../../model/index.js';
import { referenceOf, startedOf } from '../validate/references.js';

/** A plan whose operations are changed; those that become undefined go, with their setups. */
export function mapOperations(plan: Plan, change: (operation: Operation) => Operation | undefined): Plan {
  const gone = new Set<number>();
  const steps = plan.steps.flatMap((step): Step[] => {
    if (step.kind !== 'operation') return [step];
    const operation = change(step.operation);
    if (operation === undefined) gone.add(step.operation.id);
    return operation === undefined ? [] : [{ kind: 'operation', operation }];
  });
  return { ...plan, steps: steps.filter((step) => step.kind !== 'setup' || !gone.has(step.operation)) };
}

/** A plan whose attempts are changed. */
export function mapAttempts(plan: Plan, change: (attempt: Attempt, operation: Operation) => Attempt): Plan {
  return mapOperations(plan, (operation) => ({ ...operation, attempts: operation.attempts.map((attempt) => change(attempt, operation)) }));
}

/** A plan with one attempt changed. */
export function withAttempt(plan: Plan, id: AttemptId, change: (attempt: Attempt) => Attempt): Plan {
  return mapAttempts(plan, (attempt) => (attempt.id === id ? change(attempt) : attempt));
}

/** A plan with one operation changed. */
export function withOperation(plan: Plan, id: number, change: (operation: Operation) => Operation): Plan {
  return mapOperations(plan, (operation) => (operation.id === id ? change(operation) : operation));
}

/** A plan whose starts are changed, wherever they are. */
export function mapStarts(plan: Plan, change: (start: Start, id: AttemptId) => Start): Plan {
  const moved = <Item extends { readonly id: AttemptId; readonly start: Start }>(item: Item): Item => {
    const start = change(item.start, item.id);
    return start === item.start ? item : { ...item, start };
  };
  const attempts = mapAttempts(plan, moved);
  return {
    ...attempts,
    steps: attempts.steps.map((step) => (step.kind === 'revoke' ? moved(step) : step)),
    crowd: plan.crowd.map(moved),
    disruptions: plan.disruptions.map(moved),
  };
}

/** The start with another reference. */
export function referring(start: Start, to: AttemptId): Start {
  if (start.kind === 'begin') return start;
  return start.kind === 'together' ? { kind: 'together', as: to } : { ...start, of: to };
}

/**
 * Gives what is relative to `id` another base, so that `id` can go: one of them, preferably of the same barrier, takes
 * over its start, and the others become relative to that one.
 */
export function rewired(plan: Plan, id: AttemptId): Plan {
  const started = startedOf(plan);
  const own = started.find((each) => each.id === id)?.start;
  const dependants = started.filter(({ start }) => referenceOf(start) === id);
  const heir = dependants.find(({ start }) => start.kind === 'together') ?? dependants[0];
  if (own === undefined || heir === undefined) return plan;
  return mapStarts(plan, (start, each) => {
    if (referenceOf(start) !== id) return start;
    return each === heir.id ? own : referring(start, heir.id);
  });
}

/**
 * A plan without some attempts; an operation that has none left goes. Keys made from it become fresh; requests made
 * from its answer do not become anything, so that such a plan is not valid.
 */
export function withoutAttempts(plan: Plan, ids: ReadonlySet<AttemptId>): Plan {
  let left = plan;
  for (const id of ids) left = rewired(left, id);
  const thinned = mapOperations(left, (operation) => {
    const attempts = operation.attempts.filter(({ id }) => !ids.has(id));
    return attempts.length === 0 ? undefined : attempts.length === operation.attempts.length ? operation : { ...operation, attempts };
  });
  return withFreshOrphans(thinned);
}

function withFreshOrphans(plan: Plan): Plan {
  const ids = new Set(operationsOf(plan).map(({ id }) => id));
  return mapOperations(plan, (operation) =>
    'of' in operation.key && !ids.has(operation.key.of) ? { ...operation, key: { kind: 'fresh' } } : operation,
  );
}

/** Gives attempts, operations and everything else with an id the ids that they would have been drawn with. */
export function renumbered(plan: Plan): Plan {
  const names = new Map<AttemptId, AttemptId>();
  operationsOf(plan).flatMap(({ attempts }) => attempts).forEach(({ id }, at) => names.set(id, `a${at}`));
  plan.steps.flatMap((step) => (step.kind === 'revoke' ? [step.id] : [])).forEach((id, at) => names.set(id, `r${at}`));
  plan.crowd.forEach(({ id }, at) => names.set(id, `c${at}`));
  plan.disruptions.forEach(({ id }, at) => names.set(id, `d${at}`));
  const numbers = new Map(operationsOf(plan).map(({ id }, at) => [id, at]));
  if ([...names].every(([from, to]) => from === to) && [...numbers].every(([from, to]) => from === to)) return plan;
  const name = (id: AttemptId): AttemptId => names.get(id) ?? id;
  const numberOf = (id: number): number => numbers.get(id) ?? id;
  const restarted = mapStarts(plan, (start) => referring(start, name(referenceOf(start) ?? '')));
  return {
    ...restarted,
    steps: restarted.steps.map((step): Step => {
      if (step.kind === 'setup') return { ...step, operation: numberOf(step.operation) };
      if (step.kind === 'revoke') return { ...step, id: name(step.id) };
      const { operation } = step;
      const key = 'of' in operation.key ? { ...operation.key, of: numberOf(operation.key.of) } : operation.key;
      const attempts = operation.attempts.map((attempt) => ({ ...attempt, id: name(attempt.id) }));
      const parent = operation.parent === undefined ? {} : { parent: numberOf(operation.parent) };
      const copies = operation.copies === undefined ? {} : { copies: numberOf(operation.copies) };
      return { kind: 'operation', operation: { ...operation, id: numberOf(operation.id), key, ...parent, ...copies, attempts } };
    }),
    crowd: restarted.crowd.map((each) => ({ ...each, id: name(each.id) })),
    disruptions: restarted.disruptions.map((each) => ({ ...each, id: name(each.id) })),
  };
}
