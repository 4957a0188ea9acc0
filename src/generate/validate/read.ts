import type { Plan } from '../../model/index.js';
import { FRAMINGS, NOISES } from '../../model/index.js';
import { validatePlan } from './references.js';
import { byKind, either, json, list, members, number, oneOf, record, text } from './shape.js';
import type { Check } from './shape.js';

const MANY = 1_000_000;
const index = number(0, MANY);
const durations = number(0, 1000, false);
const pauseMs = number(0, 86_400_000, false);
const nothing = members({});

const start = byKind({
  begin: members({ durations }),
  together: members({ as: text }),
  during: members({ of: text, durations }, { pauseMs }),
  after: members({ of: text, pauseMs: number(0, 86_400_000, false) }),
  since: members({ of: text, delayMs: number(0, 86_400_000, false) }),
  held: members({ of: text }),
});

const instant = either(oneOf('flush', 'first-byte', 'mid-body', 'mid-response'), members({ fraction: number(0, 1000, false) }));

const fault = byKind({
  'request-lost': nothing,
  'response-withheld': nothing,
  'response-cut': nothing,
  doubled: nothing,
  close: members({ at: instant }),
  reset: members({ at: instant }),
  'body-stalled': members({ ending: oneOf('finish', 'cut'), durations }),
});

const payload = byKind({
  redrawn: members({ draws: record(json) }),
  nonce: nothing,
  literal: members({ pointer: text, value: json }),
  invalid: members({ pointer: text }),
});

const variant = members(
  {},
  {
    payload,
    spelling: oneOf('reordered', 'spaced'),
    method: oneOf('HEAD', 'GET', 'OPTIONS'),
    noise: list(oneOf(...Object.keys(NOISES))),
    framing: oneOf(...Object.keys(FRAMINGS)),
  },
);

const operation = members(
  {
    id: index,
    key: byKind({
      fresh: nothing,
      near: members({ of: index, change: oneOf('case', 'punctuation', 'tail-36', 'tail-64', 'tail-128') }),
      shared: members({ of: index }),
      hostile: members({ text }),
      absent: nothing,
      empty: nothing,
    }),
    route: index,
    principal: index,
    body: index,
    draws: record(json),
    attempts: list(members({ id: text, start }, { fault, variant, instance: index })),
  },
  { parent: index, copies: index, downstream: list(members({ kind: oneOf('answer', 'fail-before', 'fail-after', 'lose-before', 'lose-after') }, { heldDurations: durations })), filler: members({ pointer: text, length: number(1, 65_536) }) },
);

const target = members({ instance: index, start, id: text });

const plan: Check = members({
  address: members({ seed: number(0, 0xffffffff), climate: list(text), index: number(0, Number.MAX_SAFE_INTEGER) }),
  lane: oneOf('pooled', 'raw-headers', 'raw-body', 'pipelined', 'h2', 'h2-data'),
  steps: list(
    byKind({
      setup: members({ operation: index, setup: index }),
      operation: members({ operation }),
      revoke: members({ principal: index, start, id: text }),
    }),
  ),
  crowd: list(members({ id: text, count: number(0, 2000), start })),
  disruptions: list(byKind({ kill: target, restart: target, pause: members({ instance: index, start, id: text }, { forMs: pauseMs }), stop: target, outage: members({ of: text, start, durations, id: text }, { how: oneOf('refuse', 'cut', 'lost-answer', 'delay'), by: durations }) })),
});

/** Every breach in a value that should be a plan: of shape first, else of references. */
export function planBreaches(value: unknown): string[] {
  const breaches: string[] = [];
  plan(value, '', breaches);
  return breaches.length > 0 ? breaches : validatePlan(value as Plan);
}

/** A value is no valid plan; the message names every breach and its place. */
export class PlanError extends Error {
  override readonly name = 'PlanError';
  constructor(readonly breaches: readonly string[]) {
    super(`This is no valid plan:\n${breaches.map((breach) => `  ${breach}`).join('\n')}`);
  }
}

/**
 * Reads a plan from a file; throws {@link PlanError}.
 *
 * @example
 * ```ts
 * parsePlan(JSON.parse(text)); // PlanError: /steps/0/operation/attempts/1/start/kind: one of begin, … is wanted, not "soon"
 * ```
 */
export function parsePlan(value: unknown): Plan {
  const breaches = planBreaches(value);
  if (breaches.length > 0) throw new PlanError(breaches);
  return value as Plan;
}
