import type { HistoryEvent } from '../history.js';
import { calibration } from './calibration.js';
import type { Check } from './check.js';
import { breachesIn, byKind, either, flag, json, list, members, nothing, number, oneOf, pair, record, text } from './check.js';
import { act, fault, index, lane, plan, strike, variant } from './plan.js';

const atMs = number(0, Infinity, false);
/** -1 belongs to none. */
const operation = number(-1, 1_000_000);
const quantity = number(0, Infinity, false);

const headers = list(pair(text));
const body = either(nothing, members({ base64: text }), text);
const request = members({ method: text, path: text, headers, body });
const response = members({ status: quantity, headers, body });

const ofAttempt = members({ atMs, attempt: text });
const downstream = {
  arrives: members({ nonce: text, method: text, path: text, effect: oneOf('applied', 'again', 'none') }, { key: quantity, otherBody: flag, act }),
  ends: members({ ending: text }, { status: quantity }),
};

/** Each type of event. A record, so that one that the model gains is asked for here. Reasons may be those of a later kit. */
const EVENTS: { readonly [type in HistoryEvent['type']]: Check } = {
  invoke: members(
    { atMs, attempt: text, operation, phase: oneOf('setup', 'plan', 'settle', 'control', 'resend', 'revoke'), request, payload: index, principal: index, route: index, instance: index },
    { key: text, nonce: text, fault, variant, lane },
  ),
  sent: ofAttempt,
  'first-byte': ofAttempt,
  fault: ofAttempt,
  complete: members({ atMs, attempt: text, outcome: oneOf('ok', 'fail', 'info') }, { response, reason: text, detail: text, withheld: flag }),
  probe: members(
    { atMs, operation, probe: either(oneOf('state'), index), nonce: text, when: oneOf('reading', 'settled', 'control', 'final') },
    { count: quantity, state: json, wrong: text, hint: text, notFound: flag },
  ),
  capture: members({ atMs, operation, control: index, values: record(json) }),
  reused: members({ atMs, operation, control: index }),
  clock: members({ atMs, byMs: quantity }),
  crowd: members({ atMs, what: oneOf('begin', 'end'), count: quantity }, { accepted: quantity }),
  disruption: members({ atMs, id: text, what: text }, { begins: strike }),
  downstream: (value, place, breaches) => {
    members({ atMs, operation, call: index })(value, place, breaches);
    byKind(downstream, 'what')(value, place, breaches);
  },
  settling: members({ atMs }),
  settled: members({ atMs, operation, how: oneOf('accepted', 'refused', 'failed-alike', 'deadline', 'interrupted', 'not-tried') }),
  note: members({ atMs, text }, { operation }),
};

/** Every type of event that there is. */
export const EVENT_TYPES: readonly string[] = Object.keys(EVENTS);

const event = byKind(EVENTS, 'type');
const head = members({ plan, contract: record(json), calibration, id: text, salt: text, startedAt: text });

/** What is wrong with the shape of a history's head, but for its contract, which has a schema of its own. */
export function headBreaches(value: unknown): string[] {
  return breachesIn(value, head);
}

/** What is wrong with the shape of an event. */
export function eventBreaches(value: unknown): string[] {
  return breachesIn(value, event);
}
