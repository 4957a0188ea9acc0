// Over 200 lines: one table, a row for each thing that a lawful service does and that looks like a bug.
import { describe, expect, it } from 'vitest';
import { acknowledgedApplied, isolation, properties } from '../../properties/index.js';
import { classify } from '../../src/contracts/classify.js';
import { createTally, isConfirmed, judgeHistory } from '../../src/judge/index.js';
import type { History, KeyChoice } from '../../src/model/index.js';
import { readFacts } from '../../src/model/index.js';
import type { Setting, Told } from './build.js';
import { facts, history, made, served, turns } from './build.js';

const first = { at: [0, 10], got: made('c1') } as const;
const charge = { at: [0, 10], got: { ...made('c1'), body: { id: 'c1', amount: 5, reference: 'nonce0' } } } as const;
const child: Partial<Told> = { key: { kind: 'shared', of: 0 }, route: 1, parent: 0 };
const mainProbe: Setting = { calibration: { probes: [{ route: 0, unit: 1, lagMs: 0 }] } };
const marked = { ...made('c1'), headers: { ...made('c1').headers, replayed: 'true' } };
const again = { at: [20, 30], got: marked } as const;
const other = { payload: 1, variant: { payload: { kind: 'redrawn', draws: {} } } } as const;
const invalid = { payload: 1, variant: { payload: { kind: 'invalid', pointer: '/amount' } } } as const;
const control = { at: [20_000, 20_010], got: made('c9'), phase: 'control' } as const;
const reset = { at: [0, 4], got: 'reset', fault: { kind: 'reset', at: 'flush' } } as const;
const kept = (contract: Setting['contract'] = {}): Setting => ({ contract: { retentionMs: 1_000, ...contract } });
const lower = { ...first, key: '318e1540-67ca-4b4c-a4f0-44e8e4c91416' } as const;
const upper = { key: '318E1540-67ca-4b4c-a4f0-44e8e4c91416' } as const;
const recased: Partial<Told> = { key: { kind: 'near', of: 0, change: 'case' } };
const conflictWithId: Setting = { contract: { replay: { finished: 'conflict-with-id', identity: 'fields', status: 'same' } }, without: ['marker'] };

/** What correct servers do that tempts a tester. Nothing may be found, and nothing suspected, unless said. */
const stories: readonly { name: string; operations: readonly Told[]; setting?: Setting; suspects?: boolean }[] = [
  { name: 'sheds load at any time', operations: [{ sent: [{ at: [0, 1], got: 503 }, { at: [2, 12], got: made('c1') }, { at: [20, 21], got: 429 }, { at: [30, 31], got: 503 }], effects: 1 }] },
  { name: 'runs again after a flaky downstream', operations: [{ sent: [{ at: [0, 10], got: 502 }, { at: [5, 30], got: made('c1') }, { at: [40, 50], got: marked }], effects: 1 }] },
  { name: 'fails twice by chance, its control succeeds', operations: [{ sent: [{ at: [0, 10], got: 502 }, { at: [20, 30], got: 502, phase: 'settle' }, { at: [40, 50], got: 502, phase: 'settle' }, control], effects: 0, settled: 'failed-alike' }] },
  {
    name: 'fails three times by chance: suspected only',
    operations: [{ sent: [0, 20, 40, 60].map((from): Told['sent'][number] => ({ at: [from, from + 10], got: 502 })).concat([control]), effects: 0, settled: 'failed-alike' }],
    suspects: true,
  },
  { name: 'is behind with its effects: what was accepted later has not been counted either', operations: [{ sent: [first, control], effects: 0, later: 0 }] },
  { name: 'the same, where duplicates overlapped and the first was lost', operations: [{ sent: [reset, { at: [2, 12], got: made('c1') }, control], effects: 0, later: 0 }] },
  { name: 'the same with a request without a key', operations: [{ key: { kind: 'absent' }, sent: [first, control], effects: 0, later: 0 }] },
  { name: 'is behind with a part of its effects', operations: [{ sent: [first, control], effects: 1, later: 1 }], setting: { calibration: { probes: [{ route: 0, unit: 2, lagMs: 0 }] } } },
  { name: 'an overlapping 500 by chance: suspected only', operations: [{ sent: [{ at: [0, 10], got: 500 }, { at: [5, 30], got: made('c1') }], effects: 1 }], suspects: true },
  { name: 'an account is busy with another key while a finished operation is asked for again', operations: [{ sent: [first, { at: [20, 22], got: 409 }], effects: 1 }, { sent: [{ at: [18, 30], got: made('c2') }], effects: 1 }] },
  { name: 'the same, where the client of the other key has left', operations: [{ sent: [first, { at: [20, 22], got: 409 }], effects: 1 }, { sent: [{ at: [5, 15], got: 'reset' }, { at: [60, 70], got: made('c2'), phase: 'settle' }], effects: 1 }] },
  { name: 'the same, where nobody can see with what: suspected only', operations: [{ sent: [first, { at: [20, 22], got: 409 }], effects: 1 }], suspects: true },
  {
    name: 'a busy account lets one of many keys in by luck',
    operations: [{ sent: [{ at: [0, 10], got: 'reset' }, ...[5_000, 11_000, 11_040].map((from): Told['sent'][number] => ({ at: [from, from + 10], got: 409, phase: 'settle' })), { at: [11_020, 11_030], got: made('c2'), phase: 'control' }, { at: [11_060, 11_070], got: 409, phase: 'control' }], effects: 0, settled: 'deadline' }],
  },
  ...[
    { name: 'the same, once four of them were let in', fresh: [...served(4), 409] },
    { name: 'the same, where the first of them has to wait and the others are let in', fresh: [409, ...served(9)] },
    { name: 'the same, told by a 409 whose body is unlike the one in flight', fresh: [...served(4), { status: 409, body: { code: 'busy' } }], setting: { contract: { answers: { discriminators: [{ class: 'unclear', statuses: ['409'], pointer: '/code', equals: ['busy'] }] } } } as const },
    { name: 'the same, where requests ran out after three that were let in', fresh: served(3) },
  ].map(({ name, fresh, setting = {} }) => ({ name, operations: [{ sent: [{ at: [0, 10], got: 'reset' }, { at: [11_000, 11_010], got: 409, phase: 'settle' }, ...turns(11_020, fresh)], effects: 0, settled: 'deadline' }] as readonly Told[], setting })),
  { name: 'answers 409 with the id once completed', operations: [{ sent: [first, { at: [20, 30], got: { status: 409, body: { error: { existing: 'c1' } } } }], effects: 1 }], setting: conflictWithId },
  {
    name: 'says no in the body of a 2xx, after another 2xx',
    operations: [{ sent: [first, { at: [20, 30], got: { status: 200, body: { ok: false } } }], effects: 1 }],
    setting: { contract: { answers: { accepted: ['201'], discriminators: [{ class: 'unclear', statuses: ['2xx'], pointer: '/ok', equals: [false] }] } } },
  },
  {
    name: 'the same, where every 2xx is an acceptance but for that',
    operations: [{ sent: [first, { at: [20, 30], got: { status: 200, body: { ok: false } } }], effects: 1 }],
    setting: { contract: { answers: { accepted: ['2xx'], discriminators: [{ class: 'unclear', statuses: ['2xx'], pointer: '/ok', equals: [false] }] } } },
  },
  {
    name: 'answers 409 with an id for ever after a loss',
    operations: [{ sent: [reset, ...[20, 12_000].map((from): Told['sent'][number] => ({ at: [from, from + 10], got: { status: 409, body: { links: { existing: 'c1' } } } })), control], effects: 1, settled: 'failed-alike' }],
    setting: conflictWithId,
  },
  { name: 'answers 409 with the id before the first answer was read', operations: [{ sent: [{ at: [0, 30], got: made('c1') }, { at: [1, 20], got: { status: 409, body: { id: 'c1' } } }], effects: 1 }], setting: { contract: { ...conflictWithId.contract, resourceId: ['/id'], answers: { discriminators: [{ class: 'accepted', statuses: ['409'], pointer: '/id' }] } }, without: ['marker'] } },
  { name: 'replays the current state', operations: [{ sent: [first, { at: [20, 30], got: { ...marked, body: { id: 'c1', amount: 9 } } }], effects: 1 }], setting: { contract: { replay: { finished: 'replay', identity: 'current-state', status: 'same' } } } },
  { name: 'replays with 200', operations: [{ sent: [first, { at: [20, 30], got: { ...marked, status: 200 } }], effects: 1 }], setting: { contract: { replay: { finished: 'replay', identity: 'fields', status: '2xx' } } } },
  { name: 'adds members and volatile headers', operations: [{ sent: [first, { at: [20, 30], got: { ...made('c1', { replayed: true }), headers: { ...marked.headers, date: 'now', 'x-request-id': '7', 'content-type': 'application/json; charset=utf-8' } } }], effects: 1 }] },
  { name: 'a volatile member', operations: [{ sent: [{ at: [0, 10], got: made('c1', { now: 1 }) }, { at: [20, 30], got: { ...marked, body: { id: 'c1', amount: 5, now: 2 } } }], effects: 1 }], setting: { contract: { replay: { finished: 'replay', identity: 'fields', status: 'same', volatile: ['/now'] } } } },
  {
    name: 'a member marks replays, and is false at first',
    operations: [{ sent: [{ at: [0, 10], got: made('c1', { replayed: false }) }, { at: [20, 30], got: made('c1', { replayed: true }) }], effects: 1 }],
    setting: { contract: { marker: { in: 'body', name: '/replayed', value: 'true' } } },
  },
  {
    name: 'a Location that may change, in whatever case that is said',
    operations: [{ sent: [{ at: [0, 10], got: { ...made('c1'), headers: { location: '/a/1' } } }, { at: [20, 30], got: { ...made('c1'), headers: { location: '/b/1' } } }], effects: 1 }],
    setting: { contract: { resourceId: ['header:location'], replay: { finished: 'replay', identity: 'fields', status: 'same', ignoredHeaders: ['Location'] } }, without: ['marker'] },
  },
  { name: 'the replay overtakes the first answer', operations: [{ sent: [{ at: [0, 40], got: made('c1') }, { at: [5, 30], got: { ...marked, body: { id: 'c1', amount: 5, replayed: true } } }], effects: 1 }] },
  { name: 'no answer behind another that never came, on one connection', operations: [{ sent: [first, { at: [5, 3005], got: 'timeout' }], effects: 1 }, { sent: [{ at: [5, 3005], got: 'timeout' }], effects: 1 }, { sent: [{ at: [100, 110], got: made('c2') }], effects: 1 }], setting: { lane: 'pipelined' } },
  { name: 'a replay that needs no work passes by a queue', operations: [{ sent: [{ at: [0, 3], got: 409 }, { at: [5, 3005], got: 'timeout' }], effects: 1 }, { sent: [{ at: [0, 4], got: 'reset' }, { at: [100, 101], got: made('c2') }], effects: 1 }] },
  { name: 'the client left and the handler went on', operations: [{ sent: [reset, { at: [6, 8], got: 409 }, { at: [9, 11], got: 409 }, { at: [40, 50], got: marked }], effects: 1 }] },
  { name: 'a withheld answer is replayed', operations: [{ sent: [{ at: [0, 10], got: { ...made('c1'), withheld: true } }, again], effects: 1 }] },
  { name: 'a half-sent body is refused', operations: [{ sent: [{ at: [0, 10], got: 400, fault: { kind: 'close', at: 'mid-body' } }, { at: [20, 30], got: made('c1') }], effects: 1 }] },
  { name: 'the other payload came first', operations: [{ sent: [{ at: [0, 4], got: 'reset', ...other }, { at: [20, 30], got: 422 }, { at: [40, 50], got: 422, phase: 'settle' }], effects: 1, settled: 'refused' }] },
  { name: 'the other payload won the race', operations: [{ sent: [{ at: [0, 10], got: 422 }, { at: [1, 11], got: made('c1'), ...other }], effects: 1, settled: 'refused' }] },
  { name: 'an invalid payload, then a corrected one', operations: [{ sent: [{ at: [0, 10], got: 400, ...invalid }, { at: [20, 30], got: made('c1') }, { at: [40, 50], got: marked }], effects: 1 }] },
  { name: 'an invalid payload whose refusal is stored', operations: [{ sent: [{ at: [0, 10], got: 400, ...invalid }, { at: [20, 30], got: 422 }], effects: 0, settled: 'refused' }] },
  { name: 'a stored decline after a loss', operations: [{ sent: [reset, { at: [20, 30], got: 402 }, { ...control, got: 402 }], effects: 0, settled: 'refused' }] },
  { name: 'HEAD and OPTIONS with the key', operations: [{ sent: [{ at: [0, 5], got: 200, variant: { method: 'HEAD' } }, { at: [6, 9], got: 204, variant: { method: 'OPTIONS' } }, { at: [20, 30], got: 402 }], effects: 0, settled: 'refused' }] },
  { name: 'one key everywhere, where no scope is promised', operations: [{ sent: [first], effects: 1 }, { key: { kind: 'shared', of: 0 }, principal: 1, sent: [{ at: [20, 30], got: marked }], effects: 0 }], setting: { without: ['scope'] } },
  { name: 'a request whose answer names what it was asked for', operations: [{ sent: [charge], effects: 1 }, { ...child, sent: [{ at: [20, 30], got: { ...charge.got, body: { ...charge.got.body, refunded: true } } }], effects: 1 }] },
  { name: 'a request whose answer is what it was asked for, unchanged', operations: [{ sent: [charge], effects: 1 }, { ...child, sent: [{ at: [20, 30], got: charge.got }], effects: 1 }] },
  { name: 'the same, where nothing counts it: suspected only', operations: [{ sent: [charge], effects: 1 }, { ...child, sent: [{ at: [20, 30], got: charge.got }], effects: null }], setting: mainProbe, suspects: true },
  { name: 'the same, cut off before it was counted', operations: [{ sent: [charge], effects: 1 }, { ...child, sent: [{ at: [20, 30], got: charge.got }, { at: [40, 50], got: charge.got, ...other }], effects: null }] },
  { name: 'a late replay that names what was asked for since', operations: [{ sent: [first, { at: [40, 50], got: { ...marked, body: { id: 'c1', amount: 5, refunds: ['nonce1'] } } }], effects: 1 }, { ...child, sent: [{ at: [20, 30], got: made('r1') }], effects: 1 }] },
  { name: 'a request that was never sent, for want of the answer that it is made from', operations: [{ sent: [{ at: [0, 10], got: 402 }], effects: 0, settled: 'refused' }, { ...child, sent: [], settled: 'not-tried' }] },
  { name: 'equal row numbers on two routes', operations: [{ sent: [first], effects: 1 }, { key: { kind: 'shared', of: 0 }, route: 1, sent: [{ at: [20, 30], got: made('c1') }], effects: 1 }] },
  { name: 'a UUID in the other case is the same UUID, with another payload', operations: [{ sent: [lower], effects: 1 }, { ...recased, sent: [{ ...upper, at: [20, 30], got: 422 }, { ...upper, at: [40, 50], got: 422, phase: 'settle' }, control], effects: 0, settled: 'refused' }] },
  { name: 'a UUID in the other case is the same UUID, and its answer is replayed', operations: [{ sent: [lower], effects: 1 }, { ...recased, sent: [{ ...upper, at: [20, 30], got: marked }], effects: 0 }] },
  { name: 'a UUID in the other case is another key', operations: [{ sent: [lower], effects: 1 }, { ...recased, sent: [{ ...upper, at: [20, 30], got: made('c2') }], effects: 1 }] },
  {
    name: 'a payload that lost the key to another is told so for good, with what says "in flight" elsewhere',
    operations: [{ sent: [{ at: [0, 4], got: 'reset', ...other }, ...[20, 12_000, 24_000].map((from): Told['sent'][number] => ({ at: [from, from + 10], got: 409, phase: 'settle' })), { ...control, at: [24_020, 24_030] }], effects: 1, settled: 'deadline' }],
    setting: { calibration: { observations: [{ question: 'other-payload', answers: [{ class: 'in-flight', status: 409, sameStatus: false, tookMs: 1 }, { class: 'accepted', status: 201, tookMs: 1 }] }] } },
  },
  { name: 'a neighbouring key that was used by halves before, and is another payload now', operations: [{ sent: [first], effects: 1 }, { key: { kind: 'near', of: 0, change: 'case' }, sent: [{ at: [0, 4], got: 'fault', fault: { kind: 'close', at: 'mid-body' } }, { at: [20, 30], got: 422, phase: 'settle' }, control], effects: 0, settled: 'refused' }] },
  { name: 'a first send under a neighbouring key that lost a race with its own duplicate', operations: [{ sent: [first], effects: 1 }, { key: { kind: 'near', of: 0, change: 'case' }, sent: [{ at: [20, 22], got: 409 }, { at: [20, 30], got: made('c2') }], effects: 1 }] },
  { name: 'keyless requests run each on its own', operations: [{ key: { kind: 'absent' }, sent: [first, { at: [20, 30], got: made('c2') }], effects: 2 }] },
  { name: 'a second execution after the retention', operations: [{ sent: [first, { at: [5000, 5010], got: made('c2') }], effects: 2 }], setting: { contract: { retentionMs: 1000 } } },
  { name: 'forgets within the margin of the end', operations: [{ sent: [first, again, { at: [905, 915], got: made('c2') }], effects: 2 }], setting: kept() },
  { name: 'answers from the record within the margin after the end', operations: [{ sent: [first, { at: [1095, 1105], got: marked }], effects: 1 }], setting: kept({ afterExpiry: 'new' }) },
  { name: 'counts the retention from the last replay, where no instant is promised', operations: [{ sent: [first, { at: [800, 810], got: marked }, { at: [1700, 1710], got: marked }], effects: 1 }], setting: kept({ afterExpiry: 'new' }) },
  { name: 'counts the retention from the answer to a slow request, where no instant is promised', operations: [{ sent: [{ at: [0, 800], got: made('c1') }, { at: [1500, 1510], got: marked }], effects: 1 }], setting: kept({ afterExpiry: 'new' }) },
  { name: 'counts the retention from the claim of a slow request, where no instant is promised', operations: [{ sent: [{ at: [0, 800], got: made('c1') }, { at: [805, 808], got: marked }, { at: [1300, 1310], got: made('c2') }], effects: 2 }], setting: kept() },
  { name: 'counts from an answer of which nobody knows when it was given', operations: [{ sent: [{ at: [0, 800], got: made('c1') }, { at: [805, 808], got: marked }, { at: [1300, 1310], got: made('c2') }], effects: 2 }], setting: kept({ retentionFrom: 'answer' }) },
  {
    name: 'a lock of a replay is no sign that the operation still runs',
    operations: [{ sent: [{ at: [0, 20], got: 'reset' }, { at: [800, 820], got: marked }, { at: [805, 808], got: 409 }, { at: [830, 840], got: marked }, { at: [1500, 1510], got: made('c2') }], effects: 2 }],
    setting: kept({ retentionFrom: 'answer' }),
  },
  { name: 'a retry that arrives after the end, though it was sent before', operations: [{ sent: [{ at: [0, 500], got: made('c1') }, { at: [400, 401], got: 409 }, { at: [505, 510], got: marked }, { at: [1150, 1950], got: made('c2') }], effects: 2 }], setting: kept({ retentionFrom: 'answer' }) },
  { name: 'runs a request that lay about for longer than the retention', operations: [{ sent: [{ at: [0, 1444], got: made('c2') }, { at: [176, 371], got: made('c1') }, { at: [375, 384], got: { ...made('c1'), headers: marked.headers } }], effects: 2 }], setting: kept() },
  { name: 'runs a request that nobody waited for once the key has expired', operations: [{ sent: [{ at: [0, 4], got: 'reset', fault: { kind: 'reset', at: 'flush' } }, { at: [10, 30], got: made('c1') }], effects: 2 }], setting: kept() },
  { name: 'executes anew after each end', operations: [{ sent: [first, { at: [1200, 1210], got: made('c2') }, { at: [2400, 2410], got: made('c3') }], effects: 3 }], setting: kept({ afterExpiry: 'new' }) },
  { name: 'executes a duplicate of its own after the end', operations: [{ sent: [first, { at: [1200, 1210], got: made('c2') }, { at: [1205, 1215], got: 409 }, { at: [1300, 1310], got: { ...marked, body: { id: 'c2', amount: 5 }, headers: { ...marked.headers, location: '/charges/c2' } } }], effects: 2 }], setting: kept({ afterExpiry: 'new' }) },
  { name: 'refuses what comes after the end, though it was applied', operations: [{ sent: [{ at: [0, 4], got: 'reset', fault: { kind: 'reset', at: 'flush' } }, { at: [1200, 1205], got: 410, phase: 'settle' }], effects: 1, settled: 'refused' }], setting: kept({ afterExpiry: 'reject', answers: { accepted: ['2xx'], refused: ['4xx'], inFlight: ['409'], mismatch: ['422'], transient: ['5xx'] } }) },
  { name: 'sheds what comes after the end', operations: [{ sent: [first, { at: [1200, 1202], got: 503 }], effects: 1 }], setting: kept({ afterExpiry: 'reject', expiredStatuses: ['410'] }) },
  { name: 'a record that went with another payload', operations: [{ sent: [first, again, { at: [40, 45], got: 422, ...other }, { at: [600, 610], got: marked }], effects: 1 }], setting: kept() },
  { name: 'another payload executes, where nothing else is promised', operations: [{ sent: [first, { at: [20, 30], got: made('c2'), ...other }], effects: 2 }], setting: { without: ['mismatch'] } },
  { name: 'a hostile key known from an earlier run', operations: [{ key: { kind: 'hostile', text: 'null' }, sent: [{ at: [0, 10], got: marked }], effects: 0 }] },
  { name: 'a lock refuses concurrent replays', operations: [{ sent: [first, { at: [20, 30], got: marked }, { at: [22, 25], got: 409 }], effects: 1 }] },
  { name: 'an expired credential', operations: [{ sent: [first, { at: [20, 30], got: 401 }], effects: 1 }] },
  { name: 'a deletion of what is gone', operations: [{ method: 'DELETE', sent: [{ at: [0, 4], got: 'reset' }, { at: [20, 30], got: 404 }], effects: 1, settled: 'refused' }], setting: { contract: { natural: true } } },
  { name: 'an id that was given out again', operations: [{ method: 'DELETE', effects: null, sent: [first, again, { ...control, got: made('c9') }], states: { operation: { id: 5 }, control: { absent: true } }, reused: true }], setting: { contract: { natural: true } } },
  { name: 'a refusal that overtook a lost attempt', operations: [{ sent: [{ at: [0, 10], got: 'reset' }, { at: [20, 30], got: 423 }], effects: 1, settled: 'refused' }] },
  { name: 'an acceptance without the member that is counted by', operations: [{ sent: [{ at: [0, 10], got: made('c1'), nonce: null, payload: 1, variant: { payload: { kind: 'invalid', pointer: '/reference' } } }, { at: [20, 30], got: 422 }], effects: 0 }] },
  { name: 'a card that is declined after a HEAD with its key', operations: [{ sent: [{ at: [0, 5], got: 200, variant: { method: 'HEAD' } }, { at: [20, 30], got: 402 }, control], effects: 0, settled: 'refused' }] },
  { name: 'a key that a HEAD may have claimed, beside one that looks like it', operations: [{ sent: [first], effects: 1 }, { key: { kind: 'near', of: 0, change: 'case' }, sent: [{ at: [12, 14], got: 204, variant: { method: 'OPTIONS' } }, { at: [20, 30], got: 422 }, control], effects: 0, settled: 'refused' }] },
  { name: 'a payment that is declined with 422 after a HEAD with its key', operations: [{ sent: [{ at: [0, 5], got: 200, variant: { method: 'HEAD' } }, { at: [20, 30], got: 422 }, control], effects: 0, settled: 'refused' }], suspects: true },
  { name: 'a refund that is not to be read or made yet', operations: [{ sent: [first], effects: 1 }, { ...child, key: { kind: 'fresh' }, sent: [{ at: [12, 14], got: 404, variant: { method: 'GET' } }, { at: [20, 30], got: 404 }, control], effects: 0, settled: 'refused' }] },
  { name: 'a payment that is declined while another holds the money', operations: [{ sent: [{ at: [0, 50], got: made('c1') }], effects: 1 }, { key: { kind: 'near', of: 0, change: 'case' }, sent: [{ at: [5, 8], got: 422 }, control], effects: 0, settled: 'refused' }], suspects: true },
  { name: 'a retry that is declined under a key that looks like another', operations: [{ sent: [first], effects: 1 }, { key: { kind: 'near', of: 0, change: 'case' }, sent: [{ at: [12, 16], got: 'reset' }, { at: [20, 30], got: 422, phase: 'settle' }, control], effects: 0, settled: 'refused' }], suspects: true },
  {
    name: 'other bytes, told with the status of a running duplicate that they are another request',
    operations: [{ sent: [first, { at: [20, 22], got: 409, variant: { spelling: 'reordered' } }], effects: 1 }, { ...child, parent: undefined, route: 0, principal: 1, sent: [{ at: [15, 30], got: made('c2') }], effects: 1 }] as readonly Told[],
    setting: { contract: { equivalence: 'bytes' }, calibration: { observations: [{ question: 'finished-duplicate', answers: [{ class: 'accepted', status: 201, tookMs: 1 }] }] } },
  },
  { name: 'an interrupted run', operations: [{ sent: [first], effects: 0, settled: 'interrupted' }] },
  { name: 'a timeout while nothing is served', operations: [{ sent: [{ at: [0, 3000], got: 'timeout' }, { at: [3100, 3110], got: made('c1') }], effects: 1 }] },
  { name: 'a stored 500, where failures are replayed', operations: [{ sent: [0, 20, 40, 60].map((from): Told['sent'][number] => ({ at: [from, from + 10], got: 500 })).concat([control]), effects: 1, settled: 'failed-alike' }], setting: { contract: { failure: 'replay', stored: ['2xx', '4xx', '5xx'] } } },
];

describe('a correct server', () => {
  it.each(stories)('that does this raises nothing: $name', ({ operations, setting, suspects = false }) => {
    const verdict = judgeHistory(history(operations, setting), properties, classify);
    expect(verdict.findings).toEqual([]);
    expect(verdict.suspects.length > 0).toBe(suspects);
  });
});

describe('a second route whose answers repeat the first one\'s, with nothing that counts', () => {
  const rates = (key: KeyChoice, more: object = {}) => {
    const got = { ...charge.got, body: { ...charge.got.body, ...more } };
    const judgement = isolation.judge(facts([{ sent: [charge], effects: 1 }, { ...child, key, sent: [{ at: [20, 30], got }], effects: null }], mainProbe));
    return judgement.rates?.filter(({ cause, cases, base }) => cause === 'answer' && cases.trials + base.trials > 0);
  };

  it('should count against those under keys of their own', () => {
    expect(rates({ kind: 'shared', of: 0 })).toEqual([{ cause: 'answer', cases: { hits: 1, trials: 1 }, base: { hits: 0, trials: 0 } }]);
    expect(rates({ kind: 'fresh' })).toEqual([{ cause: 'answer', cases: { hits: 0, trials: 0 }, base: { hits: 1, trials: 1 } }]);
    expect(rates({ kind: 'fresh' }, { refunded: true })).toEqual([{ cause: 'answer', cases: { hits: 0, trials: 0 }, base: { hits: 0, trials: 1 } }]);
  });

  it('should not pass where the service is behind with its effects, and that is said', () => {
    const told = [{ sent: [first, control], effects: 0, later: 0 }];
    expect(acknowledgedApplied.judge(facts(told))).toMatchObject({ verdict: 'unknown', reason: expect.stringMatching(/^the service was behind, and what was accepted later had not been counted either/) as string, open: expect.any(String) as string });
    // Histories that were saved before there was anything to compare with.
    expect(acknowledgedApplied.judge(facts([{ sent: [first], effects: 0 }]))).toMatchObject({ verdict: 'fail', violations: [{ sentence: expect.stringMatching(/never counted POST \/charges\.$/) as string }] });
  });

  it('should not pass where it was cut off before it was counted', () => {
    const { verdict } = isolation.judge(facts([{ sent: [charge], effects: 1 }, { ...child, sent: [{ at: [20, 30], got: charge.got }], effects: null }]));
    expect(verdict).toBe('unknown');
  });
});

describe('a service that serves one request of an account at a time', () => {
  const beside = (key: KeyChoice, more: Partial<Told> = {}) => history([{ sent: [{ at: [0, 50], got: made('c1') }], effects: 1 }, { key, ...more, sent: [{ at: [5, 8], got: 409 }, { at: [60, 70], got: made('c2'), phase: 'settle' }], effects: 1 }]);
  const isFound = (histories: readonly History[], property: string) =>
    isConfirmed(histories.reduce((sum, each) => sum.add(judgeHistory(each, properties, classify)), createTally(properties)), property, 'refused');
  const times = (count: number, each: History): History[] => Array.from({ length: count }, () => each);
  const parallel = history([{ sent: [{ at: [0, 50], got: made('c1') }], effects: 1 }, { key: { kind: 'fresh' }, sent: [{ at: [5, 50], got: made('c2') }], effects: 1 }]);

  it('should be told from one that takes two keys for one by what any two keys at once get', () => {
    const near = times(8, beside({ kind: 'near', of: 0, change: 'case' }));
    expect(isFound([...near, ...times(30, beside({ kind: 'fresh' }))], 'distinct-keys')).toBe(false);
    expect(isFound([...near, ...times(30, parallel)], 'distinct-keys')).toBe(true);
  });

  it('should not be blamed for a second route that has to wait for the first, whatever two requests to the first get', () => {
    expect(isFound([...times(8, beside({ kind: 'shared', of: 0 }, { route: 1 })), ...times(30, parallel)], 'isolation')).toBe(false);
  });
});

describe('a service that declines now and then with 422, and stores that', () => {
  const shared = (...sent: Told['sent']): History => history([{ sent: [first], effects: 1 }, { key: { kind: 'shared', of: 0 }, principal: 1, sent, effects: 0, settled: 'refused' }]);
  const rates = (each: History) => isolation.judge(readFacts(each, classify)).rates?.filter(({ cause, cases, stratum }) => cause === 'refused' && cases.trials > 0 && stratum?.startsWith('told') !== true).map(({ cases }) => cases);

  it('should count one trial for each pair, be it declined and replayed or accepted', () => {
    const lost = { at: [12, 14], got: 'reset' } as const;
    const told = (got: number, ...from: number[]): Told['sent'] => from.map((at) => ({ at: [at, at + 2], got: got === 201 ? made('c2') : got, phase: 'settle' }));
    expect(rates(shared(lost, ...told(422, 20, 30, 40), control))).toEqual([{ hits: 1, trials: 1 }]);
    expect(rates(shared(lost, ...told(201, 20), control))).toEqual([{ hits: 0, trials: 1 }]);
    // A wait may be for its own lost attempt.
    expect(rates(shared(lost, ...told(409, 20, 30), ...told(201, 60)))).toEqual([{ hits: 0, trials: 1 }]);
  });
});
