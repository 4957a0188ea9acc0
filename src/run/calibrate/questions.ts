import type { Attempt, DownstreamKind, Draws, Evidence, Filler, KeyChoice, Operation, PayloadChange, Plan, Step, Variant } from '../../model/index.js';
import { jsonEqual, operationsOf } from '../../model/index.js';

/** A question asked of the target: a small literal plan, run by the same executor as all others. */
export interface Question {
  readonly ask: Evidence['question'];
  /** True where whoever is told that the first is still running was not answered: it is asked again, later after the first. */
  readonly pastFlight?: true;
  /** Made from ordinary plans; undefined where the target cannot be asked. */
  plan(ordinary: Ordinary): Plan | undefined;
}

/** Ordinary plans of one operation each, drawn independently. */
export interface Ordinary {
  readonly plan: Plan;
  readonly other: Plan;
  /** Further ones, to draw from where the other has drawn the same. */
  readonly further: readonly Plan[];
  /** An ordinary plan on the second route, where there is one; its last operation is on that route. */
  readonly elsewhere: Plan | undefined;
  readonly hasKey: boolean;
  readonly hasTree: boolean;
  readonly principals: number;
  /** Slots that make another payload, and no other resource, where they are drawn again. */
  readonly redrawable: readonly string[];
  /** A literal of the body that may change. */
  readonly literal?: PayloadChange;
}

const FIRST: Attempt = { id: 'a0', start: { kind: 'begin', durations: 0 } };
const AFTER: Attempt = { id: 'a1', start: { kind: 'after', of: 'a0', pauseMs: 0 } };
const TOGETHER: Attempt = { id: 'a1', start: { kind: 'together', as: 'a0' } };

/** What is asked besides "does an ordinary request succeed"; five times each. See `Evidence` for what each one means. */
export const QUESTIONS: readonly Question[] = [
  { ask: 'finished-duplicate', pastFlight: true, plan: ({ plan }) => withAttempts(plan, [FIRST, AFTER]) },
  { ask: 'running-duplicate', plan: ({ plan, hasKey }) => (hasKey ? withAttempts(plan, [FIRST, TOGETHER]) : undefined) },
  {
    ask: 'other-payload',
    pastFlight: true,
    plan({ plan, other, further, hasKey, redrawable, literal }) {
      const payload = redrawn(plan, [other, ...further], redrawable) ?? literal;
      return hasKey && payload !== undefined ? withAttempts(plan, [FIRST, { ...AFTER, variant: { payload } }]) : undefined;
    },
  },
  { ask: 'missing-key', plan: ({ plan, other, hasKey }) => (hasKey ? two(plan, { kind: 'absent' }, { ...firstOf(other), key: { kind: 'absent' } }) : undefined) },
  {
    ask: 'reordered',
    pastFlight: true,
    plan: ({ plan, hasKey, hasTree }) => (hasKey && hasTree ? withAttempts(plan, [FIRST, { ...AFTER, variant: { spelling: 'reordered' } }]) : undefined),
  },
  {
    ask: 'other-principal',
    plan: ({ plan, hasKey, principals }) => (hasKey && principals > 1 ? two(plan, { kind: 'fresh' }, { ...firstOf(plan), principal: 1, key: { kind: 'shared', of: 0 } }) : undefined),
  },
  {
    ask: 'other-route',
    plan({ plan, hasKey, elsewhere }) {
      if (!hasKey || elsewhere === undefined) return undefined;
      const asked = lastOf(elsewhere);
      return two(plan, { kind: 'fresh' }, { ...asked, key: { kind: 'shared', of: 0 }, ...(asked.parent === undefined ? {} : { parent: 0 }) });
    },
  },
];

/**
 * A finished request sent again once the process was killed and started anew. The pause lets several plans share one kill:
 * none of them is at work by then.
 */
export function restarted(plan: Plan): Plan {
  const again: Attempt = { id: 'a1', start: { kind: 'after', of: 'd0', pauseMs: 0 } };
  return { ...withAttempts(plan, [FIRST, again]), disruptions: [{ kind: 'kill', instance: 0, id: 'd0', start: { kind: 'after', of: 'a0', pauseMs: 100 } }] };
}

/** An operation whose first downstream call fails, sent twice. */
export function failingDownstream(plan: Plan, kind: DownstreamKind): Plan {
  return mapOperation(withAttempts(plan, [FIRST, AFTER]), (operation) => ({ ...operation, downstream: [{ kind }] }));
}

/** What comes after another comes so much later: a service may still be writing down what it has answered. */
export function later(plan: Plan, pauseMs: number): Plan {
  const put = (attempt: Attempt): Attempt => (attempt.start.kind === 'after' ? { ...attempt, start: { ...attempt.start, pauseMs } } : attempt);
  return mapOperation(plan, (operation) => ({ ...operation, attempts: operation.attempts.map(put) }));
}

/** One operation, sent once. */
export function single(plan: Plan, variant?: Variant): Plan {
  return withAttempts(plan, [variant === undefined ? FIRST : { ...FIRST, variant }]);
}

/** The plan's operation with a larger body. */
export function filled(plan: Plan, filler: Filler): Plan {
  return mapOperation(plan, (operation) => ({ ...operation, filler }));
}

/** One operation with another body template, sent twice. */
export function failing(plan: Plan, body: number, draws: Operation['draws']): Plan {
  return withBody(withAttempts(plan, [FIRST, AFTER]), body, draws);
}

export function withBody(plan: Plan, body: number, draws: Operation['draws']): Plan {
  return mapOperation(plan, (operation) => ({ ...operation, body, draws }));
}

/** Two operations of their own on one barrier, to see whether the target speaks a lane. */
export function pair(plan: Plan, lane: Plan['lane']): Plan {
  return { ...two(plan, { kind: 'fresh' }, firstOf(plan), TOGETHER), lane };
}

/** Two operations, each sent once, the second after the first. */
function two(plan: Plan, key: KeyChoice, second: Operation, attempt: Attempt = AFTER): Plan {
  const setups = (of: number): Step[] => plan.steps.flatMap((step): Step[] => (step.kind === 'setup' ? [{ ...step, operation: of }] : []));
  return {
    ...bare(plan),
    steps: [
      ...setups(0),
      ...setups(1),
      { kind: 'operation', operation: { ...firstOf(plan), id: 0, key, attempts: [FIRST] } },
      { kind: 'operation', operation: { ...second, id: 1, attempts: [attempt] } },
    ],
  };
}

/**
 * Every placeholder of the payload but the nonce with another value, wherever it can have one: a payload that differs in a part
 * only may be taken for the same by one that looks at the rest. Undefined where there is none to draw.
 */
function redrawn(plan: Plan, others: readonly Plan[], redrawable: readonly string[]): NonNullable<Variant['payload']> | undefined {
  const own = firstOf(plan).draws;
  const another = (slot: string, value: Draws[string]): Draws[string] => others.map((other) => firstOf(other).draws[slot] ?? value).find((drawn) => !jsonEqual(drawn, value)) ?? value;
  const draws: Draws = Object.fromEntries(Object.entries(own).map(([slot, value]) => [slot, redrawable.includes(slot) ? another(slot, value) : value]));
  return jsonEqual(own, draws) ? undefined : { kind: 'redrawn', draws };
}

export function firstOf(plan: Plan): Operation {
  return operationsOf(plan)[0] as Operation;
}

/** The operation that an ordinary plan is about; what its request is made from goes before it. */
export function lastOf(plan: Plan): Operation {
  return operationsOf(plan).at(-1) as Operation;
}

function bare(plan: Plan): Plan {
  return { ...plan, lane: 'pooled', crowd: [], disruptions: [] };
}

function withAttempts(plan: Plan, attempts: readonly Attempt[]): Plan {
  return mapOperation(bare(plan), (operation) => ({ ...operation, attempts }));
}

function mapOperation(plan: Plan, change: (operation: Operation) => Operation): Plan {
  return { ...plan, steps: plan.steps.map((step) => (step.kind === 'operation' ? { kind: 'operation', operation: change(step.operation) } : step)) };
}
