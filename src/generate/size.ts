import type { Attempt, DownstreamAct, Draws, Fault, KeyChoice, Lane, Operation, Outage, OutageKind, Plan, Start, Variant } from '../model/index.js';
import { operationsOf } from '../model/index.js';
import { shapeFor } from './blueprint/compiled.js';
import type { BodyShape, PlanContext } from './types.js';
import { referenceOf } from './validate/references.js';

/**
 * How large a plan is. Every simplification lowers it, so shrinking ends, and what it prefers is written here alone:
 * fewer operations, then fewer attempts, then no disruptions, faults and variants, then a plain schedule, then plain
 * values. Only sizes measured with the same context can be compared; without one, drawn values do not count.
 *
 * @example
 * ```ts
 * planSize(simpler, context) < planSize(plan, context); // for every simpler plan
 * ```
 */
export function planSize(plan: Plan, context?: PlanContext): number {
  const order = operationsOf(plan).flatMap(({ attempts }) => attempts);
  let size = plan.lane === POOLED ? 0 : 5;
  order.forEach((attempt, index) => {
    size += 40 + startCost(attempt.start, order[index - 1]?.id, togetherIds(order)) + attemptCost(attempt);
  });
  for (const operation of operationsOf(plan)) size += 60 + operationCost(operation, context);
  for (const step of plan.steps) if (step.kind === 'revoke') size += 50 + asideCost(step.start);
  for (const crowd of plan.crowd) size += 30 + Math.log2(1 + crowd.count) + asideCost(crowd.start);
  for (const each of plan.disruptions) size += 50 + asideCost(each.start) + (each.kind === 'outage' ? outageCost(each) : pauseCost(each.forMs));
  return size;
}

const POOLED: Lane = 'pooled';

type Id = Attempt['id'];

function togetherIds(order: readonly Attempt[]): ReadonlySet<Id> {
  return new Set(order.flatMap(({ id, start }) => (start.kind === 'together' ? [id] : [])));
}

/** What a start costs an attempt. `before` is the attempt before it; `joined` are those that are on another's barrier. */
export function startCost(start: Start, before: Id | undefined, joined: ReadonlySet<Id>): number {
  const other = referenceOf(start) === before ? 0 : 1;
  switch (start.kind) {
    case 'begin':
      return (before === undefined ? 0 : 5) + durationsCost(start.durations);
    case 'after':
      return 1 + other + pauseCost(start.pauseMs);
    case 'together':
      return joined.has(start.as) ? 4 : 3;
    case 'during':
      return 6 + other + durationsCost(start.durations) + pauseCost(start.pauseMs);
    case 'since':
      return 8 + other + Math.log2(1 + start.delayMs) / 32;
    case 'held':
      return 9 + other;
  }
}

function pauseCost(ms = 0): number {
  return Math.log2(1 + ms) / 32;
}

/** For what is no attempt there is none before it: the beginning is simplest. */
function asideCost(start: Start): number {
  return startCost(start, undefined, new Set());
}

/** Shorter is simpler, and so are fewer decimals. */
export function durationsCost(durations: number): number {
  const decimals = [1, 10, 100].findIndex((scale) => Number.isInteger(Number((durations * scale).toFixed(6))));
  return Math.log2(1 + durations) / 16 + (decimals < 0 ? 3 : decimals) * 0.05;
}

const FAULTS: { readonly [Kind in Fault['kind']]: number } = {
  'response-withheld': 0,
  'request-lost': 1,
  doubled: 1,
  close: 2,
  'response-cut': 4,
  reset: 5,
  'body-stalled': 6,
};
const INSTANTS = ['flush', 'first-byte', 'mid-response', 'mid-body'];

/** What a fault costs an attempt. */
export function faultCost(fault: Fault | undefined): number {
  if (fault === undefined) return 0;
  const base = 8 + FAULTS[fault.kind];
  if (fault.kind === 'body-stalled') return base + durationsCost(fault.durations) + (fault.ending === 'cut' ? 0 : 0.5);
  if (!('at' in fault)) return base;
  return base + (typeof fault.at === 'string' ? INSTANTS.indexOf(fault.at) * 0.3 : 1 + durationsCost(fault.at.fraction));
}

const OUTAGES: readonly OutageKind[] = ['refuse', 'cut', 'lost-answer', 'delay'];

/** What an outage costs besides its start. */
export function outageCost({ how = 'refuse', durations, by, skip = 0 }: Outage): number {
  return OUTAGES.indexOf(how) + durationsCost(durations) + (by === undefined ? 0 : durationsCost(by)) + skip;
}

const PAYLOADS = { nonce: 4, redrawn: 5, invalid: 6, literal: 7 };
const METHODS = ['HEAD', 'GET', 'OPTIONS'];
const NOISES = ['user-agent', 'tracing', 'accept-encoding', 'cookie'];
const FRAMINGS = ['own-connection', 'split', 'chunked'];

function variantCost(variant: Variant | undefined): number {
  if (variant === undefined) return 0;
  const { payload, spelling, method, noise = [], framing } = variant;
  const slots = payload?.kind === 'redrawn' ? Object.keys(payload.draws).length : 0;
  return (
    4 +
    (payload === undefined ? 0 : PAYLOADS[payload.kind] + slots) +
    (spelling === undefined ? 0 : spelling === 'reordered' ? 2 : 3) +
    (method === undefined ? 0 : 4 + METHODS.indexOf(method) * 0.1) +
    noise.reduce((sum, each) => sum + 1 + NOISES.indexOf(each) * 0.1, 0) +
    (framing === undefined ? 0 : 1.5 + FRAMINGS.indexOf(framing) * 0.1)
  );
}

const indexCost = (index: number): number => (index === 0 ? 0 : 3 + index / 10);

function attemptCost({ fault, variant, instance = 0 }: Attempt): number {
  return faultCost(fault) + variantCost(variant) + indexCost(instance);
}

const CHANGES = ['case', 'punctuation', 'tail-36', 'tail-64', 'tail-128'];

/** What the choice of a key costs an operation. */
export function keyCost(key: KeyChoice): number {
  switch (key.kind) {
    case 'fresh':
      return 0;
    case 'absent':
      return 4;
    case 'empty':
      return 5;
    case 'shared':
      return 6;
    case 'near':
      return 7 + CHANGES.indexOf(key.change) / 10;
    case 'hostile':
      return 9 + Math.log2(1 + key.text.length) / 16;
  }
}

function operationCost(operation: Operation, context: PlanContext | undefined): number {
  const { route, principal, body, key, copies, draws, attempts, filler, downstream } = operation;
  const plain = indexCost(route) + indexCost(principal) + indexCost(body) + keyCost(key) + (copies === undefined ? 0 : 5) + (filler === undefined ? 0 : 3 + Math.log2(1 + filler.length) / 16) + (downstream === undefined ? 0 : 10 + downstream.reduce((sum, act) => sum + actCost(act), 0));
  const shape = context === undefined ? undefined : shapeFor(context.blueprint, operation);
  if (shape === undefined) return plain;
  // The operation's own values weigh more than those that differ from them: two values that need only differ have one order.
  const redrawn = attempts.map(({ variant }) => (variant?.payload?.kind === 'redrawn' ? drawsCost(variant.payload.draws, shape) : 0));
  return plain + 2 * drawsCost(draws, shape) + redrawn.reduce((sum, cost) => sum + cost, 0);
}

const ACTS = { answer: 0, 'fail-before': 1, 'fail-after': 1.1, 'lose-after': 1.2, 'lose-before': 1.3 };

/** What a downstream call that is not as all others costs an operation. */
function actCost({ kind, heldDurations }: DownstreamAct): number {
  return 2 + ACTS[kind] + (heldDurations === undefined ? 0 : 1 + durationsCost(heldDurations));
}

function drawsCost(draws: Draws, shape: BodyShape): number {
  return shape.slots.reduce((sum, { name, drawing }) => sum + (draws[name] === undefined ? 0 : drawing.cost(draws[name])), 0);
}

