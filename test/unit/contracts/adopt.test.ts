import { describe, expect, it } from 'vitest';
import { autoContract, classify, presetOf } from '../../../src/contracts/index.js';
import type { Contract, Evidence } from '../../../src/model/index.js';
import { answer, auto, charge, created, five, texts } from './evidence.js';

const key: Contract['key'] = { in: 'header', name: 'Idempotency-Key' };
const inUse = answer(409, { code: 'idempotency_key_in_use' });

describe('adoptContract, with auto', () => {
  it('should keep the base where nothing was asked', () => {
    expect(auto([])).toEqual({ contract: autoContract, notes: [], observations: [] });
  });

  it('should let flags beat the base and be their own source', () => {
    const { contract } = auto([], { explicit: { key: { in: 'header', name: 'X-Key', format: 'raw' }, leaseMs: 5, resourceId: ['/uuid'] } });
    expect(contract).toMatchObject({ key: { name: 'X-Key', format: 'raw' }, leaseMs: 5, resourceId: ['/uuid'], retentionMs: 120_000 });
    expect(contract.sources).toMatchObject({ 'key.name': 'flag', leaseMs: 'flag', resourceId: 'flag', retentionMs: 'default' });
  });

  it.each<[string, Evidence, object, string[]]>([
    ['409 in flight', five('running-duplicate', () => ({ second: inUse })), { inFlight: ['conflict', 'wait'] }, ['seen: a duplicate of a running request gets 409', 'adopted: 409 means that a request is running where /code is "idempotency_key_in_use"']],
    ['any 409 in flight, where none says so', five('running-duplicate', () => ({ second: answer(409, { error: 'conflict' }) })), { inFlight: ['conflict', 'wait'], answers: { neverStored: ['408', '425', '429', '503'] } }, ['seen: a duplicate of a running request gets 409']],
    ['waiting', five('running-duplicate', (n) => ({ second: created(n) })), { inFlight: ['wait', 'conflict'] }, ["adopted: a duplicate of a running request waits and gets the first's answer"]],
    ['423 in flight or the answer, after a wait with a limit', five('running-duplicate', (n) => ({ second: n < 5 ? created(n) : answer(423, '') })), { answers: { inFlight: ['409', '423'] } }, ['adopted: a duplicate of a running request gets 423']],
    ['423 in flight', five('running-duplicate', () => ({ second: answer(423, '') })), { answers: { inFlight: ['409', '423'] } }, ['adopted: a duplicate of a running request gets 423']],
    [
      '400 in flight, told by its code',
      five('running-duplicate', () => ({ second: answer(400, { message: 'x', code: 'request_in_progress' }) })),
      { answers: { discriminators: [{ class: 'in-flight', statuses: ['400'], pointer: '/code', equals: ['request_in_progress'] }] } },
      ['adopted: a duplicate of a running request gets 400 with /code "request_in_progress"'],
    ],
    ['another payload rejected', five('other-payload', () => ({ second: answer(422, {}) })), { mismatch: 'reject' }, ['adopted: another payload under a finished key is rejected with 422']],
    ['another payload rejected with 400', five('other-payload', () => ({ second: answer(400, { e: 'idempotency mismatch' }) })), { mismatch: 'reject', answers: { discriminators: [{ class: 'mismatch', statuses: ['400'], pointer: '/e', equals: ['idempotency mismatch'] }] } }, ['adopted: another payload under a finished key is rejected with 400', 'adopted: 400 means that another payload owns the key where /e is "idempotency mismatch"']],
    ['another payload rejected with 409', five('other-payload', () => ({ second: answer(409, '') })), { mismatch: 'reject', answers: { mismatch: ['422', '409'] } }, ['adopted: another payload under a finished key is rejected with 409', 'adopted: 409 means that another payload owns the key']],
    ['another payload replayed', five('other-payload', (n) => ({ second: created(n) })), { mismatch: 'replay' }, ['adopted: another payload under a finished key gets the first answer']],
    ['a missing key rejected', five('missing-key', () => ({ first: answer(400, {}) })), { missingKey: 'reject' }, ['adopted: a request without a key is rejected with 400']],
    ['a missing key executed', five('missing-key', (n) => ({ second: created(n + 10), effects: 2 })), { missingKey: 'execute' }, ['adopted: a request without a key is executed']],
    ['JSON equivalence', five('reordered', (n) => ({ second: created(n) })), { equivalence: 'json' }, ['adopted: the same JSON with other member order and white space is the same request']],
    ['byte equivalence', five('reordered', () => ({ second: answer(422, {}) })), { equivalence: 'bytes' }, ['adopted: the same JSON with other member order and white space is another request (422)']],
    ['another 2xx on replay', five('finished-duplicate', (n) => ({ second: { ...created(n), status: 200 } })), { replay: { finished: 'replay', status: '2xx' } }, ['adopted: a finished request sent again gets the same members under another 2xx (200 after 201)']],
    ['a marker', five('finished-duplicate', (n) => ({ second: created(n, { 'idempotent-replayed': 'true' }) })), { marker: { in: 'header', name: 'idempotent-replayed', value: 'true' } }, ['seen: a finished request sent again gets its answer', 'adopted: the header idempotent-replayed: true marks a replay']],
    ['a marker that changes', five('finished-duplicate', (n) => ({ first: created(n, { 'x-cache': 'MISS' }), second: created(n, { 'x-cache': 'HIT' }) })), { marker: { name: 'x-cache', value: 'HIT' } }, ['seen: a finished request sent again gets its answer', 'adopted: the header x-cache: HIT marks a replay']],
    ['a marker in the body', five('finished-duplicate', (n) => ({ second: answer(201, { ...(charge(n) as object), replayed: true }, { location: `/charges/ch_${String(n)}00` }) })), { marker: { in: 'body', name: '/replayed', value: 'true' } }, ['seen: a finished request sent again gets its answer', 'adopted: the member /replayed: true marks a replay']],
    ['replayed headers', five('finished-duplicate', (n) => ({ first: created(n, { etag: `"${String(n)}"` }), second: created(n, { etag: `"${String(n)}"`, date: 'x' }) })), { replay: { headers: ['etag'] } }, ['seen: a finished request sent again gets its answer', 'adopted: replays keep etag']],
    ['failures that run again', five('failed-duplicate', (n) => ({ first: answer(503, ''), second: created(n) })), { failure: 're-run' }, ['adopted: a retry of a request that failed with 503 runs again']],
    [
      'stored 500s, seen by what the target made up',
      five('failed-duplicate', (n) => ({ first: answer(500, { trace: `4f6a99c${String(n)}` }), second: answer(500, { trace: `4f6a99c${String(n)}` }), request: { method: 'POST', path: '/', headers: [], body: '{}' } })),
      { failure: 'replay', stored: ['2xx', '5xx'], answers: { neverStored: ['408', '425', '429', '503'] } },
      ['adopted: a retry of a request that failed with 500 gets its answer: it is stored'],
    ],
  ])('should adopt %s', (_, evidence, expected, notes) => {
    const adoption = auto([evidence]);
    expect(adoption.contract).toMatchObject(expected);
    expect(texts(adoption.notes)).toEqual(notes);
    const changed = adoption.notes.filter(({ kind }) => kind === 'adopted').map(({ field }) => adoption.contract.sources?.[field ?? '']);
    expect(new Set([...changed, 'calibration'])).toEqual(new Set(['calibration']));
  });

  it('should leave the meaning of a 409 open that is unlike the one in flight, and still know one for another payload', () => {
    const mismatch = five('other-payload', () => ({ second: answer(409, { code: 'payload_differs' }) }));
    const { contract } = auto([five('running-duplicate', () => ({ second: inUse })), mismatch]);
    const classOf = (code: string) => classify({ status: 409, tree: { code } }, contract);
    expect(['idempotency_key_in_use', 'payload_differs', 'sold_out'].map(classOf)).toEqual(['in-flight', 'mismatch', 'unclear']);
  });

  it.each([
    ['one key', (n: number) => created(n), 'both'],
    ['two keys', (n: number) => created(n + 10), 'raw'],
    ['quoted refused', () => answer(400, ''), 'raw'],
  ] as const)('should adopt a key format: %s', (_, second, format) => {
    const { contract } = auto([five('quoted-key', (n) => ({ second: second(n) }))], { base: { ...autoContract, key } });
    expect(contract.key?.format).toBe(format);
    expect(contract.sources?.['key.format']).toBe('calibration');
  });

  it('should adopt a quoted key where a bare one is refused, and keep a format that a flag gave', () => {
    const evidence = [five('quoted-key', (n) => ({ first: answer(400, ''), second: created(n) }))];
    expect(auto(evidence, { base: { ...autoContract, key } }).contract.key?.format).toBe('quoted');
    const { contract, notes } = auto(evidence, { explicit: { key: { in: 'header', name: 'K', format: 'raw' } } });
    expect(contract.key?.format).toBe('raw');
    expect(texts(notes)).toEqual(['deviation: a key is a quoted string; a bare one is refused; the contract says key.format: "raw"']);
  });

  it('should not take a wait for something else in flight for a refusal of a missing key, or of a key without quotes', () => {
    const busy = () => ({ first: answer(409, { error: 'account_busy' }), second: created(1) });
    const { contract } = auto([five('missing-key', busy), five('quoted-key', busy)], { base: { ...autoContract, key } });
    expect([contract.missingKey, contract.key?.format]).toEqual([autoContract.missingKey, key.format]);
  });

  it('should learn nothing of member order where plain retries are not answered either', () => {
    const { contract, notes } = auto([five('finished-duplicate', () => ({ second: answer(409, {}) })), five('reordered', () => ({ second: answer(409, {}) }))]);
    expect(contract.equivalence).toBeUndefined();
    expect(texts(notes, 'adopted').filter((text) => text.includes('member order'))).toEqual([]);
  });

  it('should take the status of another payload for a mismatch where strangers get it too: theirs is one', () => {
    const told = { second: answer(417, {}) };
    const { contract } = auto([five('other-payload', () => told), five('other-principal', () => told), five('other-route', () => told)]);
    expect(contract).toMatchObject({ mismatch: 'reject', answers: { mismatch: ['422', '417'] } });
  });

  it('should take one resource for one, whether it is named by its Location or by its id', () => {
    const bare = (n: number) => ({ second: answer(201, charge(n)) });
    expect(auto([five('finished-duplicate', bare)]).observations[0]?.answers[0]?.secondEffect).toBe(false);
    expect(auto([five('finished-duplicate', (n) => ({ second: answer(201, charge(n + 50)) }))]).observations[0]?.answers[0]?.secondEffect).toBe(true);
  });

  it('should tell 409 for another payload from 409 in flight by a member of the body', () => {
    const evidence = [five('running-duplicate', () => ({ second: inUse })), five('other-payload', () => ({ second: answer(409, { code: 'other' }) }))];
    const { contract } = auto(evidence);
    expect(classify({ status: 409, tree: { code: 'other' } }, contract)).toBe('mismatch');
    expect(classify({ status: 409, tree: { code: 'idempotency_key_in_use' } }, contract)).toBe('in-flight');
  });

  it('should leave 409 in flight where nothing tells the two apart', () => {
    const evidence = [five('running-duplicate', () => ({ second: answer(409, '') })), five('other-payload', () => ({ second: answer(409, '') }))];
    const { contract, notes } = auto(evidence);
    expect(contract.mismatch).toBe('reject');
    expect(contract.answers?.inFlight).toBeUndefined();
    expect(texts(notes, 'warning')).toEqual(['warning: another payload under a finished key and a running duplicate both get 409, and nothing in it tells them apart; name a discriminator']);
  });

  it('should read the natural contract as it is', () => {
    const natural = presetOf('natural')?.contract ?? autoContract;
    expect(auto([five('finished-duplicate', () => ({ second: answer(404, '') }))], { base: natural })).toMatchObject({ contract: natural, notes: [] });
  });
});

describe('adoptContract, strict or against a named contract', () => {
  const evidence = [
    five('finished-duplicate', (n) => ({ second: { ...created(n), status: 200 } })),
    five('running-duplicate', (n) => ({ second: created(n) })),
    five('other-payload', (n) => ({ second: created(n) })),
    five('missing-key', (n) => ({ second: created(n + 10) })),
  ];

  it('should adopt nothing under --strict, and tell every deviation', () => {
    const { contract, notes } = auto(evidence, { strict: true });
    expect(contract).toMatchObject({ inFlight: ['conflict'], mismatch: 'reject', missingKey: 'reject', equivalence: 'json', replay: { status: 'same' } });
    expect(texts(notes)).toEqual([
      'deviation: a finished request sent again gets the same members under another 2xx (200 after 201); the contract says replay.status: "same"',
      'deviation: a duplicate of a running request waits and gets the first\'s answer; the contract says inFlight: ["conflict"]',
      'deviation: another payload under a finished key gets the first answer; the contract says mismatch: "reject"',
      'deviation: a request without a key is executed; the contract says missingKey: "reject"',
    ]);
  });

  it('should hold a target to a named contract, and only tell where that promises nothing', () => {
    const ietf = presetOf('ietf')?.contract ?? autoContract;
    const { contract, notes } = auto(evidence, { base: ietf, mode: 'named' });
    expect(contract).toMatchObject(ietf);
    expect(contract).toMatchObject({ leaseMs: 10_000, retentionMs: 120_000, sources: { leaseMs: 'default' } });
    expect(notes.map(({ kind, field }) => [kind, field])).toEqual([
      ['deviation', 'replay.status'],
      ['deviation', 'inFlight'],
      ['deviation', 'mismatch'],
      ['seen', 'missingKey'],
    ]);
  });

  it.each([
    ['a status that many things share', answer(400, {})],
    ['the same, with a body that speaks of it', answer(400, { code: 'idempotency_key_reused' })],
  ])('should tell of another payload rejected with another status than the one that is named: %s', (_, second) => {
    const ietf = presetOf('ietf')?.contract ?? autoContract;
    const { notes } = auto([five('other-payload', () => ({ second }))], { base: ietf, mode: 'named' });
    expect(texts(notes, 'deviation')).toEqual([expect.stringMatching(/^deviation: 400 means that another payload owns the key; the contract says answers\.mismatch: \["422"\]$/)]);
  });

  it.each(['current-state', 'none'] as const)('should not warn of a changed answer where identity is %s', (identity) => {
    const now = (n: number) => answer(201, { id: `ch_${String(n)}00`, amount: 0 });
    const lawful = (['finished-duplicate', 'running-duplicate', 'reordered'] as const).map((question) => five(question, (n) => ({ second: now(n) })));
    const base: Contract = { ...autoContract, resourceId: ['/id'], replay: { finished: 'replay', status: 'same', identity } };
    expect(texts(auto(lawful, { base, mode: 'named' }).notes, 'warning', 'deviation')).toEqual([]);
  });

  it('should take another 2xx with the id of a 202 for its answer', () => {
    const queued = (n: number) => answer(202, { id: `ch_${String(n)}00`, state: 'queued' });
    const done = (n: number) => answer(200, { id: `ch_${String(n)}00`, state: 'done' });
    const said = (second: typeof queued) => texts(auto([five('finished-duplicate', (n) => ({ first: queued(n), second: n < 3 ? queued(n) : second(n) }))]).notes).join('\n');
    expect(said(done)).toContain('a finished request sent again gets its answer');
    expect(said(() => answer(200, { state: 'done' }))).toContain('its answer in 2 of 5, a changed answer in 3 of 5');
  });

  it('should say nothing against a target that does what its contract says', () => {
    const stripe = presetOf('stripe')?.contract ?? autoContract;
    const lawful = [
      five('finished-duplicate', (n) => ({ second: created(n, { 'idempotent-replayed': 'true' }) })),
      five('running-duplicate', () => ({ second: answer(409, { error: { code: 'idempotency_key_in_use' } }) })),
      five('other-payload', () => ({ second: answer(400, { error: { type: 'idempotency_error' } }) })),
      five('missing-key', (n) => ({ second: created(n + 10) })),
    ];
    const { contract, notes } = auto(lawful, { base: stripe, mode: 'named' });
    expect(contract).toMatchObject(stripe);
    expect(new Set(notes.map(({ kind }) => kind))).toEqual(new Set(['seen']));
  });
});
