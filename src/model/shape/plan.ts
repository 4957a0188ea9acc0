import type { Lane } from '../plan.js';
import { FRAMINGS, NOISES } from '../variant.js';
import { breachesIn, byKind, either, json, list, members, number, oneOf, record, text } from './check.js';

const MANY = 1_000_000;
export const index = number(0, MANY);
const durations = number(0, 1000, false);
const pauseMs = number(0, 86_400_000, false);
const bare = members({});

const start = byKind({
  begin: members({ durations }),
  together: members({ as: text }),
  during: members({ of: text, durations }, { pauseMs }),
  after: members({ of: text, pauseMs: number(0, 86_400_000, false) }),
  since: members({ of: text, delayMs: number(0, 86_400_000, false) }),
  held: members({ of: text }),
});

/** Every lane there is. */
export const lane = oneOf(...Object.keys({ pooled: 1, 'raw-headers': 1, 'raw-body': 1, pipelined: 1, h2: 1, 'h2-data': 1 } satisfies { readonly [name in Lane]: 1 }));

const instant = either(oneOf('flush', 'first-byte', 'mid-body', 'mid-response'), members({ fraction: number(0, 1000, false) }));

export const fault = byKind({
  'request-lost': bare,
  'response-withheld': bare,
  'response-cut': bare,
  doubled: bare,
  close: members({ at: instant }),
  reset: members({ at: instant }),
  'body-stalled': members({ ending: oneOf('finish', 'cut'), durations }),
});

const payload = byKind({
  redrawn: members({ draws: record(json) }),
  nonce: bare,
  literal: members({ pointer: text, value: json }),
  invalid: members({ pointer: text }),
});

export const variant = members(
  {},
  {
    payload,
    spelling: oneOf('reordered', 'spaced'),
    method: oneOf('HEAD', 'GET', 'OPTIONS'),
    noise: list(oneOf(...Object.keys(NOISES))),
    framing: oneOf(...Object.keys(FRAMINGS)),
  },
);

export const act = members({ kind: oneOf('answer', 'fail-before', 'fail-after', 'lose-before', 'lose-after') }, { heldDurations: durations });

const operation = members(
  {
    id: index,
    key: byKind({
      fresh: bare,
      near: members({ of: index, change: oneOf('case', 'punctuation', 'tail-36', 'tail-64', 'tail-128') }),
      shared: members({ of: index }),
      hostile: members({ text }),
      absent: bare,
      empty: bare,
    }),
    route: index,
    principal: index,
    body: index,
    draws: record(json),
    attempts: list(members({ id: text, start }, { fault, variant, instance: index })),
  },
  { parent: index, copies: index, downstream: list(act), filler: members({ pointer: text, length: number(1, 65_536) }) },
);

const outage = { how: oneOf('refuse', 'cut', 'lost-answer', 'delay'), by: durations, skip: number(1, 1000) };
const struck = members({ instance: index }, { forMs: pauseMs });

/** What began to happen to the target, as an event tells it. */
export const strike = byKind({ kill: struck, restart: struck, pause: struck, stop: struck, outage: members({ of: text, durations }, outage) });

const target = members({ instance: index, start, id: text });

export const plan = members({
  address: members({ seed: number(0, 0xffffffff), climate: list(text), index: number(0, Number.MAX_SAFE_INTEGER) }),
  lane,
  steps: list(
    byKind({
      setup: members({ operation: index, setup: index }),
      operation: members({ operation }),
      revoke: members({ principal: index, start, id: text }),
    }),
  ),
  crowd: list(members({ id: text, count: number(0, 2000), start })),
  disruptions: list(byKind({ kill: target, restart: target, pause: members({ instance: index, start, id: text }, { forMs: pauseMs }), stop: target, outage: members({ of: text, start, durations, id: text }, outage) })),
});

/** What is wrong with the shape of a value that should be a plan; its references are another matter. */
export function planShapeBreaches(value: unknown): string[] {
  return breachesIn(value, plan);
}
