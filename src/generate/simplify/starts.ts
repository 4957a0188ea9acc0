import type { Attempt, AttemptId, Disruption, Plan, Start } from '../../model/index.js';
import { operationsOf } from '../../model/index.js';
import { referenceOf } from '../validate/references.js';
import { mapAttempts, mapStarts, withAttempt } from './edit.js';

/** One after the other is simplest; on a barrier is next; a moment within another's duration is last. */
export function* withSimplerStarts(plan: Plan): Iterable<Plan> {
  const order = operationsOf(plan).flatMap(({ attempts }) => attempts);
  const before = new Map(order.map(({ id }, index) => [id, order[index - 1]?.id]));
  yield mapAttempts(plan, (attempt) => ({ ...attempt, start: plainStart(before.get(attempt.id)) }));
  for (const attempt of order) {
    for (const start of simplerStarts(attempt.start, before.get(attempt.id), order)) {
      yield withAttempt(plan, attempt.id, (each) => ({ ...each, start }));
    }
  }
  for (const { id, start } of [...plan.crowd, ...plan.disruptions, ...plan.steps.flatMap((step) => (step.kind === 'revoke' ? [step] : []))]) {
    for (const simpler of simplerStarts(start, undefined, order)) yield mapStarts(plan, (own, each) => (each === id ? simpler : own));
  }
  if (plan.disruptions.some((each) => 'forMs' in each)) yield { ...plan, disruptions: plan.disruptions.map(withoutLength) };
}

/** A pause that lasts as long as pauses do. */
function withoutLength(disruption: Disruption): Disruption {
  if (disruption.kind === 'outage') return disruption;
  const { forMs: _, ...rest } = disruption;
  return rest;
}

function plainStart(before: AttemptId | undefined): Start {
  return before === undefined ? { kind: 'begin', durations: 0 } : { kind: 'after', of: before, pauseMs: 0 };
}

function* simplerStarts(start: Start, before: AttemptId | undefined, order: readonly Attempt[]): Iterable<Start> {
  const of = referenceOf(start);
  yield plainStart(before);
  if (of !== undefined) {
    yield { kind: 'after', of, pauseMs: 0 };
    yield { kind: 'together', as: leaderOf(of, order) };
  }
  if (before !== undefined) yield { kind: 'together', as: leaderOf(before, order) };
  if (start.kind === 'after' && before !== undefined) yield { ...start, of: before };
  if (start.kind === 'after') for (const pauseMs of [20, 100, Math.floor(start.pauseMs / 2)]) yield { ...start, pauseMs };
  if (start.kind === 'since') for (const base of new Set([start.of, before ?? start.of])) yield* pausesLike(start, base);
  if (start.kind === 'during' && before !== undefined) yield { ...start, of: before };
  if (start.kind === 'during' && start.pauseMs !== undefined) yield { kind: 'during', of: start.of, durations: start.durations };
  if (start.kind === 'during' || start.kind === 'begin') for (const durations of simplerDurations(start.durations)) yield { ...start, durations };
}

/** The same time after another's end, or as long after it was sent, then less of it. */
function* pausesLike(start: Extract<Start, { kind: 'since' }>, of: AttemptId): Iterable<Start> {
  yield { kind: 'after', of, pauseMs: start.delayMs };
  yield { ...start, of };
  for (const delayMs of [20, 100, Math.floor(start.delayMs / 2)]) if (delayMs < start.delayMs) yield { ...start, of, delayMs };
}

function leaderOf(id: AttemptId, order: readonly Attempt[]): AttemptId {
  let leader = id;
  for (let hops = 0; hops < order.length; hops += 1) {
    const start = order.find((attempt) => attempt.id === leader)?.start;
    if (start?.kind !== 'together') break;
    leader = start.as;
  }
  return leader;
}

/** Shorter and rounder durations; the caller keeps only those that cost less. */
export function* simplerDurations(durations: number): Iterable<number> {
  yield 0;
  yield 1;
  for (const scale of [1, 10, 100]) {
    yield Math.floor(durations * scale) / scale;
    yield Math.ceil(durations * scale) / scale;
    yield Math.floor((durations / 2) * scale) / scale;
  }
}
