import type { Attempt, Fault, KeyChange, KeyChoice, Operation, Plan, Variant } from '../../model/index.js';
import { operationsOf } from '../../model/index.js';
import { SALT } from '../blueprint/keys.js';
import type { PlanContext } from '../types.js';
import { mapAttempts, mapOperations, withAttempt, withOperation } from './edit.js';
import { simplerDurations } from './starts.js';

/** Without what decorates attempts: all faults, all variants, all instances, the lane; then attempt by attempt. */
export function* withoutDecoration(plan: Plan): Iterable<Plan> {
  for (const name of ['fault', 'variant', 'instance'] as const) yield mapAttempts(plan, (attempt) => without(attempt, name));
  if (plan.lane !== 'pooled') yield { ...plan, lane: 'pooled' };
  for (const attempt of attemptsOf(plan)) {
    for (const name of ['fault', 'variant', 'instance'] as const) {
      if (attempt[name] !== undefined) yield withAttempt(plan, attempt.id, (each) => without(each, name));
    }
  }
}

const attemptsOf = (plan: Plan): Attempt[] => operationsOf(plan).flatMap(({ attempts }) => attempts);

function without(attempt: Attempt, name: 'fault' | 'variant' | 'instance'): Attempt {
  return Object.fromEntries(Object.entries(attempt).filter(([each]) => each !== name)) as unknown as Attempt;
}

/** Faults that are kinder to the target, and at plainer instants. */
export function* withSimplerFaults(plan: Plan, context: PlanContext | undefined): Iterable<Plan> {
  for (const { id, fault } of attemptsOf(plan)) {
    if (fault === undefined) continue;
    for (const simpler of simplerFaults(fault)) {
      // Withholding is done by the executor itself, so it is always there.
      const able = simpler.kind === 'response-withheld' || simpler.kind === fault.kind || (context?.faults.includes(simpler.kind) ?? true);
      if (able) yield withAttempt(plan, id, (attempt) => ({ ...attempt, fault: simpler }));
    }
  }
}

function* simplerFaults(fault: Fault): Iterable<Fault> {
  yield { kind: 'response-withheld' };
  yield { kind: 'close', at: 'flush' };
  if (fault.kind === 'reset') yield { ...fault, kind: 'close' };
  if (fault.kind === 'body-stalled') {
    yield { ...fault, ending: 'cut' };
    for (const durations of simplerDurations(fault.durations)) yield { ...fault, durations };
  }
  if (fault.kind !== 'close' && fault.kind !== 'reset') return;
  for (const at of ['flush', 'first-byte', 'mid-response'] as const) yield { ...fault, at };
  if (typeof fault.at === 'string') return;
  for (const fraction of simplerDurations(fault.at.fraction)) yield { ...fault, at: { fraction } };
}

/** Variants with one difference less, or a plainer one. */
export function* withSimplerVariants(plan: Plan): Iterable<Plan> {
  for (const { id, variant } of attemptsOf(plan)) {
    for (const simpler of variant === undefined ? [] : simplerVariants(variant)) {
      yield withAttempt(plan, id, (attempt) => ({ ...attempt, variant: simpler }));
    }
  }
}

function* simplerVariants(variant: Variant): Iterable<Variant> {
  const { payload, spelling, method } = variant;
  const names = Object.keys(variant) as (keyof Variant)[];
  // One difference alone, then one less.
  if (names.length > 1) for (const only of names) yield { [only]: variant[only] };
  if (names.length > 2) for (const gone of names) yield Object.fromEntries(Object.entries(variant).filter(([name]) => name !== gone));
  yield* quieter(variant);
  if (spelling === 'spaced') yield { ...variant, spelling: 'reordered' };
  if (method !== undefined) for (const plainer of ['HEAD', 'GET'] as const) yield { ...variant, method: plainer };
  if (payload?.kind !== 'redrawn') return;
  const slots = Object.entries(payload.draws);
  if (slots.length < 2) return;
  for (const only of slots) yield { ...variant, payload: { kind: 'redrawn', draws: Object.fromEntries([only]) } };
  for (const [left] of slots) {
    yield { ...variant, payload: { kind: 'redrawn', draws: Object.fromEntries(slots.filter(([slot]) => slot !== left)) } };
  }
}

function* quieter({ noise = [], framing, ...rest }: Variant): Iterable<Variant> {
  const framed = framing === undefined ? rest : { ...rest, framing };
  if (noise.length > 1) for (const only of noise) yield { ...framed, noise: [only] };
  if (noise.length > 2) for (const gone of noise) yield { ...framed, noise: noise.filter((each) => each !== gone) };
  if (noise.length > 0) for (const plainer of ['user-agent', 'tracing'] as const) yield { ...framed, noise: [plainer] };
  const quiet = noise.length === 0 ? rest : { ...rest, noise };
  if (framing !== undefined) for (const plainer of ['own-connection', 'split'] as const) yield { ...quiet, framing: plainer };
}

/** Bodies as they are, or with less in them. */
export function* withSmallerBodies(plan: Plan): Iterable<Plan> {
  for (const { id, filler } of operationsOf(plan)) {
    if (filler === undefined) continue;
    yield withOperation(plan, id, ({ filler: _, ...rest }) => rest);
    for (let cut = filler.length - 1; cut >= 1; cut = Math.floor(cut / 2)) {
      yield withOperation(plan, id, (each) => ({ ...each, filler: { ...filler, length: filler.length - cut } }));
    }
  }
}

/** Keys of their own, shorter hostile texts, plainer changes; the first principal, for all at once before each by itself. */
export function* withSimplerKeys(plan: Plan): Iterable<Plan> {
  yield mapOperations(plan, (operation) => ({ ...operation, principal: 0 }));
  for (const operation of operationsOf(plan)) {
    const withKey = (key: KeyChoice): Plan => withOperation(plan, operation.id, (each) => ({ ...each, key }));
    if (operation.key.kind !== 'fresh') yield withKey({ kind: 'fresh' });
    for (const key of simplerKeys(operation)) yield withKey(key);
    for (let principal = 0; principal < operation.principal; principal += 1) yield withOperation(plan, operation.id, (each) => ({ ...each, principal }));
  }
}

const CHANGES: readonly KeyChange[] = ['case', 'punctuation', 'tail-36', 'tail-64', 'tail-128'];

function* simplerKeys({ key }: Operation): Iterable<KeyChoice> {
  if (key.kind === 'empty') yield { kind: 'absent' };
  if (key.kind === 'near') for (const change of CHANGES.slice(0, CHANGES.indexOf(key.change))) yield { ...key, change };
  if (key.kind !== 'hostile') return;
  const pieces = key.text.split(SALT);
  const longest = pieces.reduce((best, piece, index) => (piece.length > (pieces[best]?.length ?? 0) ? index : best), 0);
  const piece = pieces[longest] ?? '';
  for (let cut = piece.length; cut >= 1; cut = Math.floor(cut / 2)) {
    const text = pieces.with(longest, piece.slice(0, piece.length - cut)).join(SALT);
    if (text !== '') yield { kind: 'hostile', text };
  }
}

/** A smaller crowd. */
export function* withSmallerCrowd(plan: Plan): Iterable<Plan> {
  for (const { id, count } of plan.crowd) {
    for (let cut = count - 1; cut >= 1; cut = Math.floor(cut / 2)) {
      yield { ...plan, crowd: plan.crowd.map((each) => (each.id === id ? { ...each, count: count - cut } : each)) };
    }
  }
}
