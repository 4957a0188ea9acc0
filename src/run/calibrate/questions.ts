import type { Attempt, Json, KeyChoice, Observation, Operation, Plan, Step, Variant } from '../../model/index.js';
import { operationsOf } from '../../model/index.js';

/** A question asked of the target: a small literal plan, run by the same executor as all others. */
export interface Question {
  readonly ask: Observation['question'];
  /** Made from an ordinary plan; undefined where the target cannot be asked. */
  plan(ordinary: Ordinary): Plan | undefined;
}

/** Two ordinary plans of one operation each, drawn independently. */
export interface Ordinary {
  readonly plan: Plan;
  readonly other: Plan;
  readonly hasKey: boolean;
  readonly hasTree: boolean;
  readonly principals: number;
  readonly routes: number;
}

const FIRST: Attempt = { id: 'a0', start: { kind: 'begin', durations: 0 } };
const AFTER: Attempt = { id: 'a1', start: { kind: 'after', of: 'a0', pauseMs: 0 } };
/** Well inside the first one's handling, whatever the jitter. */
const DURING: Attempt = { id: 'a1', start: { kind: 'during', of: 'a0', durations: 0.3 } };

/** What is asked besides "does an ordinary request succeed"; five times each. */
export const QUESTIONS: readonly Question[] = [
  { ask: 'finished-duplicate', plan: ({ plan }) => withAttempts(plan, [FIRST, AFTER]) },
  { ask: 'running-duplicate', plan: ({ plan, hasKey }) => (hasKey ? withAttempts(plan, [FIRST, DURING]) : undefined) },
  {
    ask: 'other-payload',
    plan: (ordinary) => (ordinary.hasKey ? withAttempts(ordinary.plan, [FIRST, { ...AFTER, variant: { payload: otherPayload(ordinary) } }]) : undefined),
  },
  { ask: 'missing-key', plan: ({ plan, hasKey }) => (hasKey ? withKey(withAttempts(plan, [FIRST]), { kind: 'absent' }) : undefined) },
  {
    ask: 'reordered',
    plan: ({ plan, hasKey, hasTree }) => (hasKey && hasTree ? withAttempts(plan, [FIRST, { ...AFTER, variant: { spelling: 'reordered' } }]) : undefined),
  },
];

/** One operation, sent once. */
export function single(plan: Plan, variant?: Variant): Plan {
  return withAttempts(plan, [variant === undefined ? FIRST : { ...FIRST, variant }]);
}

/** Two operations of their own on one barrier, to see whether the target speaks a lane. */
export function pair(plan: Plan, lane: Plan['lane']): Plan {
  const operation = operationsOf(plan)[0] as Operation;
  const setups = (of: number): Step[] => plan.steps.flatMap((step): Step[] => (step.kind === 'setup' ? [{ ...step, operation: of }] : []));
  return {
    ...plan,
    lane,
    steps: [
      ...setups(0),
      ...setups(1),
      { kind: 'operation', operation: { ...operation, id: 0, attempts: [FIRST] } },
      { kind: 'operation', operation: { ...operation, id: 1, attempts: [{ id: 'a1', start: { kind: 'together', as: 'a0' } }] } },
    ],
  };
}

/** Every placeholder drawn again; where there is none but the nonce, only that changes. */
function otherPayload({ plan, other }: Ordinary): NonNullable<Variant['payload']> {
  const own = operationsOf(plan)[0]?.draws ?? {};
  const draws = operationsOf(other)[0]?.draws ?? {};
  const differs = Object.entries(draws).some(([slot, value]: [string, Json]) => own[slot] !== value);
  return differs ? { kind: 'redrawn', draws } : { kind: 'nonce' };
}

function withAttempts(plan: Plan, attempts: readonly Attempt[]): Plan {
  return mapOperation({ ...plan, lane: 'pooled', crowd: [], disruptions: [] }, (operation) => ({ ...operation, attempts }));
}

function withKey(plan: Plan, key: KeyChoice): Plan {
  return mapOperation(plan, (operation) => ({ ...operation, key }));
}

function mapOperation(plan: Plan, change: (operation: Operation) => Operation): Plan {
  return { ...plan, steps: plan.steps.map((step) => (step.kind === 'operation' ? { kind: 'operation', operation: change(step.operation) } : step)) };
}
