import type { Contract } from '../../src/model/index.js';
import type { Got, Setting, Told } from './build.js';
import { made, served, turns } from './build.js';

/** A literal history, and what its property must say of it. */
export interface Case {
  readonly property: string;
  /** The causes that it must find; absent: it must pass. */
  readonly causes?: readonly string[];
  readonly operations: readonly Told[];
  readonly setting?: Setting;
}

const answer = made('c1');
const again = { at: [20, 30], got: made('c1', {}, 201) } as const;
const first = { at: [0, 10], got: answer } as const;
const head: Told['sent'][number] = { at: [2, 8], got: 200, variant: { method: 'HEAD' } };
const control = { at: [20_000, 20_010], got: made('c9'), phase: 'control' } as const;
const other = { payload: 1, variant: { payload: { kind: 'redrawn', draws: {} } } } as const;
const replay = (got: Told['sent'][number]['got']) => [{ sent: [first, { at: [20, 30], got }], effects: 1 }] as const;
/** An answer with an id of more digits than a number of JavaScript has. */
const long = (id: string, space = '') => ({ ...answer, body: `{"id":"c1","text":"of \\"9007199254740993\\"",${space}"number":${id},"share":0.12345678901234567}` });
/** A job that is accepted with 202, and again while it waits, and what a later retry gets then. */
const job = (got: Got, more: Partial<Contract> = {}) => ({
  operations: [{ sent: [{ at: [0, 10], got: queued }, { at: [12, 18], got: queued }, { at: [20, 30], got }], effects: 1 }] as const,
  setting: { contract: { replay: { finished: 'replay', identity: 'fields', status: 'same', mayFinish: true }, ...more } } satisfies Setting,
});
const queued = made('c1', { state: 'queued' }, 202);
const done = made('c1', { state: 'done' }, 200);
const noProbe: Setting = { calibration: { probes: [] } };
const shared: Partial<Told> = { key: { kind: 'shared', of: 0 }, principal: 1 };
const child: Partial<Told> = { key: { kind: 'shared', of: 0 }, route: 1, parent: 0 };
/** Two callers with one payload: the second one's answer, that to its payload under another key, and that to another payload under that key. */
const copied = (second: string, beside = 'c3', last = 'c4'): Told[] => [
  { sent: [{ ...first, nonce: null }], effects: null },
  { ...shared, copies: 0, sent: [{ at: [20, 30], got: made(second), nonce: null }], effects: null },
  { principal: 1, copies: 0, sent: [{ at: [40, 50], got: made(beside), nonce: null }], effects: null },
  { key: { kind: 'shared', of: 2 }, sent: [{ at: [60, 70], got: made(last), nonce: null }], effects: null },
];
const mainProbe: Setting = { calibration: { probes: [{ route: 0, unit: 1, lagMs: 0 }] } };
const natural: Setting = { contract: { natural: true } };
/** Keys that are kept for a second. */
const kept = (contract: Setting['contract'] = {}): Setting => ({ contract: { retentionMs: 1_000, ...contract } });
const put = { method: 'PUT', effects: null } as const;
const failing = (status: number, phase: 'plan' | 'settle', from: number) => ({ at: [from, from + 10], got: status, phase }) as const;
const unread409: Setting = { contract: { answers: { discriminators: [{ class: 'unclear', statuses: ['409'], pointer: '/code', equals: ['running'], not: true }] } } };
const revoke: Setting = {
  steps: [{ kind: 'revoke', principal: 0, start: { kind: 'begin', durations: 0 }, id: 'r' }],
  more: [
    { type: 'invoke', atMs: 12, attempt: 'r', operation: -1, phase: 'revoke', request: { method: 'POST', path: '/revoke', headers: [], body: null }, payload: 0, principal: 0, route: 0, instance: 0 },
    { type: 'complete', atMs: 14, attempt: 'r', outcome: 'ok', response: { status: 204, headers: [], body: null } },
  ],
};

/** Each property passing once, and each of its causes. */
export const cases: readonly Case[] = [
  { property: 'single-effect', operations: [{ sent: [first, again], effects: 1 }] },
  { property: 'single-effect', operations: [{ sent: [first, again], effects: null }], setting: noProbe },
  { property: 'single-effect', causes: ['second-effect'], operations: [{ sent: [first, { at: [5, 15], got: made('c2') }], effects: 2 }] },
  { property: 'single-effect', causes: ['second-resource'], operations: [{ sent: [first, { at: [5, 15], got: made('c2') }], effects: null }], setting: noProbe },
  { property: 'acknowledged-applied', operations: [{ sent: [first], effects: 1 }] },
  { property: 'acknowledged-applied', causes: ['no-effect'], operations: [{ sent: [first], effects: 0 }] },
  { property: 'acknowledged-applied', causes: ['no-effect'], operations: [{ sent: [first, control], effects: 0, later: 1 }] },
  { property: 'acknowledged-applied', causes: ['partial-effect'], operations: [{ sent: [first], effects: 1 }], setting: { calibration: { probes: [{ route: 0, unit: 2, lagMs: 0 }] } } },
  { property: 'rejected-not-applied', operations: [{ sent: [{ at: [0, 10], got: 402 }], effects: 0, settled: 'refused' }] },
  { property: 'rejected-not-applied', causes: ['refused-with-effect'], operations: [{ sent: [{ at: [0, 10], got: 402 }], effects: 1, settled: 'refused' }] },
  { property: 'resolvable', operations: [{ sent: [{ at: [0, 10], got: 'reset' }, again], effects: 1 }] },
  { property: 'resolvable', causes: ['refused-with-effect'], operations: [{ sent: [{ at: [0, 10], got: 'reset' }, { at: [400, 410], got: 402 }], effects: 1, settled: 'refused' }] },
  { property: 'resolvable', causes: ['failed-with-effect'], operations: [{ sent: [failing(500, 'plan', 0), failing(500, 'settle', 20), control], effects: 1, settled: 'failed-alike' }] },
  {
    property: 'resolvable',
    causes: ['conflict-without-effect'],
    operations: [{ sent: [failing(500, 'plan', 0), { at: [20, 30], got: { status: 409, body: { id: 'c1' } } }, control], effects: 0, settled: 'failed-alike' }],
    setting: { contract: { replay: { finished: 'conflict-with-id' } } },
  },
  { property: 'identical-replay', operations: replay(answer) },
  { property: 'identical-replay', causes: ['refused-after-acceptance'], operations: replay({ status: 409, body: { code: 'duplicate' } }), setting: unread409 },
  { property: 'identical-replay', causes: ['status'], operations: replay(made('c1', {}, 200)) },
  {
    property: 'identical-replay',
    causes: ['status'],
    operations: [{ sent: [{ at: [0, 10], got: { status: 303, headers: { location: '/charges/c1' } } }, { at: [20, 30], got: { status: 200, body: '<h1>Thank you</h1>', headers: { 'content-type': 'text/html' } } }], effects: 1 }],
    setting: { contract: { answers: { accepted: ['303'] } } },
  },
  { property: 'identical-replay', ...job(done) },
  { property: 'identical-replay', ...job(done, { answers: { accepted: ['202'] } }) },
  { property: 'identical-replay', causes: ['member-changed'], ...job(done, { replay: { finished: 'replay', identity: 'fields', status: 'same' } }) },
  { property: 'identical-replay', causes: ['status'], ...job(done, { answers: { accepted: ['202'] }, replay: { finished: 'replay', identity: 'fields', status: 'same' } }) },
  { property: 'identical-replay', causes: ['member-changed'], ...job(made('c2', { state: 'done' }, 200)) },
  { property: 'identical-replay', causes: ['member-changed'], ...job(made('c1', { state: 'done' }, 202)) },
  { property: 'identical-replay', causes: ['member-lost'], ...job({ status: 200, body: { ok: true } }) },
  { property: 'identical-replay', causes: ['member-lost'], operations: replay({ ...answer, body: { id: 'c1' } }) },
  { property: 'identical-replay', operations: [{ sent: [{ at: [0, 10], got: long('1234567890123456789') }, { at: [20, 30], got: long('1234567890123456789', ' ') }], effects: 1 }] },
  { property: 'identical-replay', causes: ['member-changed'], operations: [{ sent: [{ at: [0, 10], got: long('1234567890123456789') }, { at: [20, 30], got: long('1234567890123456800') }], effects: 1 }] },
  { property: 'identical-replay', causes: ['member-changed'], operations: replay(made('c1', { amount: 6 })) },
  { property: 'identical-replay', causes: ['body'], operations: replay({ ...answer, body: '[object Object]' }) },
  { property: 'identical-replay', causes: ['content-type'], operations: replay({ ...answer, headers: { location: '/charges/c1', 'content-type': 'text/plain' } }) },
  { property: 'identical-replay', causes: ['location'], operations: replay({ ...answer, headers: { 'content-type': 'application/json' } }) },
  {
    property: 'identical-replay',
    causes: ['header'],
    operations: [{ sent: [{ at: [0, 10], got: { ...answer, headers: { ...answer.headers, etag: '"1"' } } }, { at: [20, 30], got: answer }], effects: 1 }],
  },
  { property: 'identical-replay', causes: ['refused-after-acceptance'], operations: replay(409) },
  { property: 'identical-replay', causes: ['refused-after-acceptance'], operations: replay(400) },
  { property: 'identical-replay', causes: ['conflict-without-id'], operations: replay({ status: 409, body: {} }), setting: { contract: { replay: { finished: 'conflict-with-id', identity: 'fields' } } } },
  { property: 'identical-replay', causes: ['failed-after-acceptance'], operations: replay(500) },
  { property: 'stable-identity', operations: replay(answer) },
  { property: 'stable-identity', causes: ['id-changed'], operations: replay(made('c2')) },
  { property: 'payload-mismatch', operations: [{ sent: [first, { at: [20, 30], got: 422, ...other }], effects: 1 }] },
  { property: 'payload-mismatch', causes: ['accepted'], operations: [{ sent: [first, { at: [20, 30], got: answer, ...other }], effects: 1 }] },
  { property: 'payload-mismatch', causes: ['executed'], operations: [{ sent: [first, { at: [20, 30], got: made('c2'), ...other }], effects: 2 }], setting: { contract: { mismatch: 'replay' } } },
  { property: 'payload-mismatch', causes: ['refused'], operations: [{ sent: [first, { at: [20, 30], got: 422, ...other }], effects: 1 }], setting: { contract: { mismatch: 'replay' } } },
  { property: 'payload-mismatch', causes: ['record-lost'], operations: [{ sent: [first, { at: [20, 30], got: 422, ...other }, { at: [40, 50], got: 422 }], effects: 1 }] },
  { property: 'expiry', operations: [{ sent: [first, again, { at: [700, 710], got: answer }], effects: 1 }], setting: kept() },
  { property: 'expiry', operations: [{ sent: [first, { at: [1200, 1210], got: made('c2') }], effects: 2 }], setting: kept({ afterExpiry: 'new' }) },
  { property: 'expiry', operations: [{ sent: [first, { at: [1200, 1210], got: 410 }], effects: 1 }], setting: kept({ afterExpiry: 'reject', expiredStatuses: ['410'] }) },
  { property: 'expiry', operations: [{ sent: [first, { at: [1200, 1210], got: made('c2') }, { at: [1200, 1212], got: made('c2') }], effects: 2 }], setting: kept() },
  { property: 'expiry', causes: ['expired-early'], operations: [{ sent: [first, again, { at: [600, 610], got: made('c2') }], effects: 2 }], setting: kept() },
  // Told to wait 400 ms after it was sent, it had not ended: from there the retention counts at the earliest.
  { property: 'expiry', causes: ['expired-early'], operations: [{ sent: [{ at: [0, 500], got: answer }, { at: [400, 401], got: 409 }, { at: [505, 510], got: answer }, { at: [1150, 1160], got: made('c2') }], effects: 2 }], setting: kept({ retentionFrom: 'answer' }) },
  // What was told to wait for it shows that it had been claimed by then.
  { property: 'expiry', causes: ['expired-early'], operations: [{ sent: [{ at: [0, 500], got: answer }, { at: [400, 401], got: 409 }, { at: [505, 510], got: answer }, { at: [1150, 1650], got: made('c2') }, { at: [1155, 1158], got: 409 }], effects: 2 }], setting: kept({ retentionFrom: 'answer' }) },
  { property: 'expiry', causes: ['raced-after-expiry'], operations: [{ sent: [first, { at: [1200, 1210], got: made('c2') }, { at: [1200, 1212], got: made('c3') }], effects: 3 }], setting: kept() },
  { property: 'expiry', causes: ['still-held'], operations: [{ sent: [first, { at: [1200, 1210], got: answer }], effects: 1 }], setting: kept({ afterExpiry: 'new' }) },
  { property: 'expiry', causes: ['not-refused'], operations: [{ sent: [first, { at: [1200, 1210], got: answer }], effects: 1 }], setting: kept({ afterExpiry: 'reject' }) },
  { property: 'expiry', causes: ['not-refused'], operations: [{ sent: [first, { at: [1200, 1210], got: 400 }], effects: 1 }], setting: kept({ afterExpiry: 'reject', expiredStatuses: ['410'] }) },
  { property: 'equivalent-payload', operations: [{ sent: [first, { at: [20, 30], got: answer, variant: { spelling: 'reordered' } }], effects: 1 }] },
  { property: 'equivalent-payload', causes: ['refused'], operations: [{ sent: [first, { at: [20, 30], got: 422, variant: { spelling: 'spaced' } }], effects: 1 }] },
  { property: 'equivalent-payload', causes: ['executed'], operations: [{ sent: [first, { at: [20, 30], got: made('c2'), variant: { spelling: 'spaced' } }], effects: 2 }] },
  { property: 'equivalent-payload', operations: [{ sent: [first, { at: [20, 30], got: answer, variant: { noise: ['tracing', 'user-agent'] } }], effects: 1 }] },
  { property: 'equivalent-payload', causes: ['noise-refused'], operations: [{ sent: [first, { at: [20, 30], got: 422, variant: { noise: ['user-agent'] } }], effects: 1 }] },
  { property: 'equivalent-payload', causes: ['noise-executed'], operations: [{ sent: [first, { at: [20, 30], got: made('c2'), variant: { framing: 'chunked' } }], effects: 2 }] },
  { property: 'in-flight', operations: [{ sent: [first, { at: [5, 8], got: 409 }], effects: 1 }] },
  { property: 'in-flight', causes: ['crash'], operations: [{ sent: [first, { at: [5, 8], got: 500 }], effects: 1 }] },
  { property: 'in-flight', causes: ['refused'], operations: [{ sent: [first, { at: [5, 8], got: 400 }], effects: 1 }] },
  { property: 'in-flight', causes: ['invented-success'], operations: [{ sent: [{ at: [0, 10], got: 502 }, { at: [5, 8], got: answer }], effects: 0 }] },
  { property: 'not-stuck', operations: [{ sent: [first, { at: [5, 8], got: 409 }], effects: 1 }] },
  {
    property: 'not-stuck',
    causes: ['in-flight-for-ever'],
    operations: [{ sent: [{ at: [0, 10], got: 'reset' }, failing(409, 'settle', 5000), failing(409, 'settle', 11_000), control], effects: 0, settled: 'failed-alike' }],
  },
  { property: 'not-stuck', causes: ['in-flight-for-ever'], operations: [{ sent: [{ at: [0, 10], got: 'reset' }, failing(409, 'settle', 11_000), ...turns(11_020, served(10))], effects: 0, settled: 'deadline' }] },
  // A fresh key that fails, is shed or is not answered says nothing of a lock.
  { property: 'not-stuck', causes: ['in-flight-for-ever'], operations: [{ sent: [{ at: [0, 10], got: 'reset' }, failing(409, 'settle', 11_000), ...turns(11_020, [503, ...served(4), 429, 'timeout', 500])], effects: 0, settled: 'deadline' }] },
  {
    property: 'not-stuck',
    causes: ['in-flight-for-ever'],
    operations: [{ sent: [{ at: [0, 10], got: 'reset', ...other }, failing(409, 'settle', 5000), failing(409, 'settle', 11_000), control], effects: 0, settled: 'failed-alike' }],
    // Another payload got what a running duplicate gets in one of two only.
    setting: { calibration: { observations: [{ question: 'other-payload', answers: [{ class: 'in-flight', status: 409, sameStatus: false, tookMs: 1 }, { class: 'mismatch', status: 422, sameStatus: false, tookMs: 1 }] }] } },
  },
  { property: 'not-stuck', causes: ['never-answered'], operations: [{ sent: [first, { at: [5, 3005], got: 'timeout' }], effects: 1 }, { sent: [{ at: [100, 110], got: made('c2') }], effects: 1 }] },
  { property: 'retry-succeeds', operations: [{ sent: [failing(503, 'plan', 0), again], effects: 1 }] },
  {
    property: 'retry-succeeds',
    causes: ['still-failing'],
    operations: [{ sent: [failing(502, 'plan', 0), ...[20, 40, 60].map((from) => failing(502, 'settle', from)), control], effects: 0, settled: 'failed-alike' }],
  },
  { property: 'retry-succeeds', causes: ['refused-after-failure'], operations: [{ sent: [failing(500, 'plan', 0), failing(400, 'settle', 20), control], effects: 0, settled: 'refused' }] },
  { property: 'isolation', operations: [{ sent: [first], effects: 1 }, { ...shared, sent: [{ at: [20, 30], got: made('c2') }], effects: 1 }] },
  { property: 'isolation', causes: ['answer'], operations: [{ sent: [first], effects: 1 }, { ...shared, sent: [{ at: [20, 30], got: answer }], effects: 0 }] },
  { property: 'isolation', operations: [{ sent: [first], effects: 1 }, { ...child, sent: [{ at: [20, 30], got: made('c1', { refunded: true }) }], effects: 1 }] },
  { property: 'isolation', causes: ['answer'], operations: [{ sent: [first], effects: 1 }, { ...child, sent: [{ at: [20, 30], got: answer }], effects: 0 }] },
  // Where nothing counts what the second route does, the campaign's rates decide.
  { property: 'isolation', causes: ['answer'], operations: [{ sent: [first], effects: 1 }, { ...child, sent: [{ at: [20, 30], got: answer }], effects: null }], setting: mainProbe },
  {
    property: 'isolation',
    causes: ['cookie'],
    operations: [
      { sent: [{ at: [0, 10], got: { ...answer, headers: { 'set-cookie': 'sid=1' }, body: { id: 'c1', reference: 'nonce0' } } }], effects: 1 },
      { ...shared, sent: [{ at: [20, 30], got: { ...answer, headers: { 'set-cookie': 'sid=1' }, body: { id: 'c1', reference: 'nonce0' } } }], effects: 0 },
    ],
  },
  { property: 'isolation', causes: ['refused'], operations: [{ sent: [first], effects: 1 }, { ...shared, sent: [{ at: [20, 30], got: 422 }], effects: 0, settled: 'refused' }] },
  { property: 'isolation', causes: ['same-payload'], operations: copied('c1') },
  { property: 'isolation', causes: ['same-payload'], operations: copied('c1').map((each, id) => (id < 2 ? { ...each, key: { kind: 'absent' } } : each)) },
  { property: 'isolation', causes: ['same-payload'], operations: copied('c1').with(3, { ...copied('c1')[3], sent: [{ at: [60, 70], got: 422, nonce: null }], settled: 'refused', effects: null }) },
  { property: 'isolation', operations: copied('c2') },
  // Ids that are made of the payload, and of the key.
  { property: 'isolation', operations: copied('c1', 'c1') },
  { property: 'isolation', operations: copied('c1', 'c3', 'c3') },
  { property: 'isolation', causes: ['held-up'], operations: [{ sent: [first, { at: [20, 22], got: 409 }, { at: [40, 50], got: answer }], effects: 1 }, { ...shared, sent: [{ at: [15, 30], got: made('c2') }], effects: 1 }] },
  { property: 'isolation', causes: ['safe-method'], operations: [{ sent: [head, { at: [20, 30], got: 422 }, control], effects: 0, settled: 'refused' }] },
  { property: 'isolation', causes: ['safe-method'], operations: [{ sent: [{ ...head, got: 405 }, { at: [20, 30], got: 405 }, control], effects: 0, settled: 'refused' }] },
  { property: 'isolation', causes: ['revoked-replay'], operations: [{ sent: [first, { at: [40, 50], got: answer }], effects: 1 }, { sent: [{ at: [20, 30], got: 401 }], effects: 0 }], setting: revoke },
  { property: 'distinct-keys', operations: [{ sent: [first], effects: 1 }, { key: { kind: 'near', of: 0, change: 'case' }, sent: [{ at: [20, 30], got: made('c2') }], effects: 1 }] },
  { property: 'distinct-keys', causes: ['shared-answer'], operations: [{ sent: [first], effects: 1 }, { key: { kind: 'near', of: 0, change: 'case' }, sent: [{ at: [20, 30], got: answer }], effects: 0 }] },
  {
    property: 'distinct-keys', causes: ['refused'],
    operations: [{ sent: [first], effects: 1 }, { key: { kind: 'near', of: 0, change: 'case' }, sent: [{ at: [0, 4], got: 'reset' }, { at: [20, 30], got: 422, phase: 'settle' }, { at: [40, 50], got: made('c9'), phase: 'control' }], effects: 0, settled: 'refused' }],
  },
  { property: 'distinct-keys', causes: ['refused'], operations: [{ sent: [first], effects: 1 }, { key: { kind: 'near', of: 0, change: 'case' }, sent: [{ at: [20, 30], got: 422 }], effects: 0, settled: 'refused' }] },
  {
    property: 'distinct-keys',
    causes: ['hostile-harm'],
    operations: [{ key: { kind: 'hostile', text: '__proto__' }, sent: [{ at: [0, 10], got: made('c1', { reference: 'nonce0' }) }, { ...control, got: made('c1', { reference: 'nonce0' }) }], effects: 1 }],
  },
  { property: 'missing-key', operations: [{ key: { kind: 'absent' }, sent: [first], effects: 1 }, { key: { kind: 'absent' }, sent: [{ at: [20, 30], got: made('c2') }], effects: 1 }] },
  { property: 'missing-key', causes: ['executed'], operations: [{ key: { kind: 'empty' }, sent: [first], effects: 1 }], setting: { contract: { missingKey: 'reject' } } },
  {
    property: 'missing-key',
    causes: ['shared-answer'],
    operations: [
      { key: { kind: 'absent' }, sent: [first], effects: null },
      { key: { kind: 'absent' }, sent: [{ at: [20, 30], got: made('c1', { reference: 'nonce0' }) }], effects: null },
    ],
  },
  { property: 'missing-key', causes: ['no-effect'], operations: [{ key: { kind: 'absent' }, sent: [first], effects: 0 }] },
  { property: 'missing-key', operations: [{ key: { kind: 'absent' }, sent: [{ at: [0, 12], got: 402 }, { at: [0, 10], got: made('c1') }], effects: 1 }] },
  { property: 'missing-key', causes: ['refused'], operations: [{ key: { kind: 'absent' }, sent: [{ at: [0, 10], got: 400 }], effects: 0, settled: 'refused' }] },
  { property: 'marker', operations: replay({ ...answer, headers: { replayed: 'true' } }) },
  { property: 'marker', causes: ['unmarked-replay'], operations: replay(answer) },
  { property: 'marker', causes: ['marked-first'], operations: [{ sent: [{ at: [0, 10], got: { ...answer, headers: { replayed: 'true' } } }], effects: 1 }] },
  { property: 'no-spontaneous-effect', operations: [{ sent: [{ at: [0, 1], got: 'fail' }], effects: 0, settled: 'not-tried' }] },
  { property: 'no-spontaneous-effect', causes: ['effect-without-request'], operations: [{ sent: [{ at: [0, 1], got: 'fail' }], effects: 1, settled: 'not-tried' }] },
  {
    property: 'natural-idempotence',
    operations: [{ ...put, sent: [first, again, control], states: { operation: { name: 'nonce0', count: 1, updatedAt: '2026-01-01' }, control: { name: 'nonce0c', count: 1, updatedAt: '2026-02-01' } } }],
    setting: natural,
  },
  {
    property: 'natural-idempotence',
    operations: [{ ...put, sent: [first, again, control], states: { operation: { number: 7, count: 1 }, control: { number: 8, count: 1 }, again: { number: 9, count: 1 } } }],
    setting: natural,
  },
  { property: 'natural-idempotence', causes: ['state-differs'], operations: [{ ...put, sent: [first, again, control], states: { operation: { count: 2 }, control: { count: 1 } } }], setting: natural },
];
