import type { Attempt, Draws, Json, Operation, Plan } from '../../model/index.js';
import { operationsOf } from '../../model/index.js';
import { shapeFor } from '../blueprint/compiled.js';
import type { Drawing } from '../template/drawing.js';
import type { BodyShape, PlanContext } from '../types.js';
import { mapOperations, withAttempt, withOperation } from './edit.js';

/** The first body and the first route, with as much of the draws as fits them. */
export function* withPlainerRequests(plan: Plan, { blueprint }: PlanContext): Iterable<Plan> {
  for (const operation of operationsOf(plan)) {
    const places = [
      { route: 0, body: 0 },
      { route: operation.route, body: 0 },
    ];
    for (const place of places.filter(({ route, body }) => route !== operation.route || body !== operation.body)) {
      const shape = shapeFor(blueprint, place);
      if (shape !== undefined) yield withOperation(plan, operation.id, (each) => moved(each, place, shape));
    }
  }
}

function moved(operation: Operation, place: Pick<Operation, 'route' | 'body'>, shape: BodyShape): Operation {
  const draws = Object.fromEntries(shape.slots.map(({ name, drawing }) => [name, operation.draws[name] ?? drawing.simplest[0] ?? null]));
  // Another route is asked for something else: what it needs of an answer, if anything, is not what this one needed.
  const { parent: _, ...rest } = operation;
  return { ...(place.route === operation.route ? operation : rest), ...place, draws, attempts: operation.attempts.map((attempt) => fitting(attempt, shape)) };
}

/** Without a payload that has no meaning for the new body. */
function fitting(attempt: Attempt, shape: BodyShape): Attempt {
  const payload = attempt.variant?.payload;
  const fits = payload === undefined || (payload.kind === 'redrawn' && Object.keys(payload.draws).every((slot) => shape.slots.some(({ name }) => name === slot)));
  if (fits || (payload.kind === 'nonce' && shape.nonceVaries)) return attempt;
  const { variant: _, ...rest } = attempt;
  return rest;
}

/** Simpler values: everywhere at once, then the same value in all operations, then one by one. */
export function* withSimplerDraws(plan: Plan, { blueprint }: PlanContext): Iterable<Plan> {
  const operations = operationsOf(plan);
  yield mapOperations(plan, (operation) => {
    const slots = shapeFor(blueprint, operation)?.slots ?? [];
    return slots.reduce((each, { name, drawing }) => withDraw(each, name, drawing, drawing.simplest[0] ?? null), operation);
  });
  for (const operation of operations) {
    for (const { name, drawing } of shapeFor(blueprint, operation)?.slots ?? []) {
      const now = operation.draws[name];
      if (now === undefined) continue;
      const alike = operations.filter(({ draws, route, body }) => draws[name] === now && route === operation.route && body === operation.body);
      for (const value of drawing.simpler(now)) {
        if (alike.length > 1) yield mapOperations(plan, (each) => (alike.includes(each) ? withDraw(each, name, drawing, value) : each));
        yield withOperation(plan, operation.id, (each) => withDraw(each, name, drawing, value));
      }
    }
    yield* withSimplerRedraws(plan, operation, shapeFor(blueprint, operation));
  }
}

/** The operation with a value; payloads that must differ from it still do. */
function withDraw(operation: Operation, slot: string, drawing: Drawing, value: Json): Operation {
  const attempts = operation.attempts.map((attempt) => {
    const draws = redrawnOf(attempt);
    return draws?.[slot] === value ? withRedraw(attempt, slot, drawing.simplest.find((other) => other !== value) ?? value) : attempt;
  });
  return { ...operation, draws: { ...operation.draws, [slot]: value }, attempts };
}

function redrawnOf({ variant }: Attempt): Draws | undefined {
  return variant?.payload?.kind === 'redrawn' ? variant.payload.draws : undefined;
}

function withRedraw(attempt: Attempt, slot: string, value: Json): Attempt {
  return { ...attempt, variant: { ...attempt.variant, payload: { kind: 'redrawn', draws: { ...redrawnOf(attempt), [slot]: value } } } };
}

function* withSimplerRedraws(plan: Plan, operation: Operation, shape: BodyShape | undefined): Iterable<Plan> {
  for (const attempt of operation.attempts) {
    for (const [slot, now] of Object.entries(redrawnOf(attempt) ?? {})) {
      const drawing = shape?.slots.find(({ name }) => name === slot)?.drawing;
      if (drawing === undefined) continue;
      for (const value of [...drawing.simplest, ...drawing.simpler(now)]) {
        if (value === operation.draws[slot] || value === now) continue;
        const alike = operation.attempts.filter((other) => redrawnOf(other)?.[slot] === now);
        if (alike.length > 1) yield withOperation(plan, operation.id, (each) => ({ ...each, attempts: each.attempts.map((other) => (redrawnOf(other)?.[slot] === now ? withRedraw(other, slot, value) : other)) }));
        yield withAttempt(plan, attempt.id, (each) => withRedraw(each, slot, value));
      }
    }
  }
}
