import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { adoptContract, autoContract, describeContract, presets } from '../../../src/contracts/index.js';
import { parseContract } from '../../../src/contracts/schema.js';
import type { Contract, Evidence, Exchange } from '../../../src/model/index.js';
import { answer, auto, created, five, texts } from './evidence.js';

const HELD: { readonly [name: string]: Partial<Contract> } = {
  'another payload executed': { mismatch: 'reject' },
  'one answer for two requests without a key': { missingKey: 'execute' },
  'one effect for two requests without a key': { missingKey: 'execute' },
};

const BUGS: readonly (readonly [name: string, evidence: Evidence])[] = [
  ['a second effect of a finished duplicate, counted', five('finished-duplicate', (n) => ({ second: created(n), effects: 2 }))],
  ['a second effect of a finished duplicate, by its id', five('finished-duplicate', (n) => ({ second: created(n + 10) }))],
  ['a second effect of a running duplicate', five('running-duplicate', (n) => ({ second: created(n + 10) }))],
  ['another payload executed', five('other-payload', (n) => ({ second: created(n + 10), effects: 2 }))],
  ['another spelling executed', five('reordered', (n) => ({ second: created(n), effects: 2 }))],
  ['a failure run again after it had an effect', five('failed-duplicate', (n) => ({ first: answer(500, ''), second: created(n), effects: 2 }))],
  ['500 for a finished duplicate', five('finished-duplicate', () => ({ second: answer(500, '') }))],
  ['500 for a running duplicate', five('running-duplicate', () => ({ second: answer(500, '') }))],
  ['503 for a running duplicate', five('running-duplicate', () => ({ second: answer(503, '') }))],
  ['500 for another payload', five('other-payload', () => ({ second: answer(500, '') }))],
  ['500 for another spelling', five('reordered', () => ({ second: answer(500, '') }))],
  ['500 for a missing key', five('missing-key', () => ({ first: answer(500, '') }))],
  ['silence for a finished duplicate', five('finished-duplicate', () => ({}))],
  ['silence for a running duplicate', five('running-duplicate', () => ({}))],
  ['silence for another payload', five('other-payload', () => ({}))],
  ['a finished retry refused without the id', five('finished-duplicate', () => ({ second: answer(409, { code: 'duplicate' }) }))],
  ['a finished retry refused with an id that is not its own', five('finished-duplicate', () => ({ second: answer(409, { existing: 'ch_900' }) }))],
  ['a finished retry refused with 400', five('finished-duplicate', (n) => ({ second: answer(400, { id: `ch_${String(n)}00` }) }))],
  ['a lost member', five('finished-duplicate', (n) => ({ second: answer(201, { id: `ch_${String(n)}00` }, { location: `/charges/ch_${String(n)}00` }) }))],
  ['a changed member', five('finished-duplicate', (n) => ({ second: answer(201, { id: `ch_${String(n)}00`, amount: 0 }, { location: `/charges/ch_${String(n)}00` }) }))],
  ['a lost Location', five('finished-duplicate', (n) => ({ second: answer(201, { id: `ch_${String(n)}00`, amount: n }) }))],
  ['a changed Content-Type', five('finished-duplicate', (n) => ({ second: created(n, { 'content-type': 'text/plain' }) }))],
  ['a lost status that is no 2xx', five('finished-duplicate', (n) => ({ second: { ...created(n), status: 302 } }))],
  ['an invented success in flight', five('running-duplicate', () => ({ second: answer(200, { ok: true }) }))],
  ['one answer for two requests without a key', five('missing-key', (n) => ({ second: created(n) }))],
  ['one effect for two requests without a key', five('missing-key', (n) => ({ second: created(n + 10), effects: 1 }))],
  ['a pinned 503', five('failed-duplicate', (n) => ({ first: answer(503, { trace: `4f6a99c${String(n)}` }), second: answer(503, { trace: `4f6a99c${String(n)}` }), request: { method: 'POST', path: '/', headers: [], body: null } }))],
  ['the answer of another principal', five('other-principal', (n) => ({ second: created(n) }))],
  ['the answer of another route', five('other-route', (n) => ({ second: created(n) }))],
];

describe('adoptContract', () => {
  it.each(BUGS)('should never adopt %s, and warn', (name, evidence) => {
    const { contract, notes } = auto([evidence]);
    // Where nothing else would put the bug to the test, the target is held to the promise that it breaks.
    const held = HELD[name] ?? {};
    const sources = Object.fromEntries(Object.keys(held).map((field) => [field, 'calibration']));
    expect(contract).toEqual({ ...autoContract, ...held, sources: { ...autoContract.sources, ...sources } });
    expect(texts(notes, 'adopted')).toHaveLength(Object.keys(held).length);
    expect(texts(notes, 'warning')).toHaveLength(1);
  });

  it('should name the flags with which the key may stand elsewhere, where a finished request runs again', () => {
    const evidence = [five('finished-duplicate', (n) => ({ second: created(n), effects: 2 }))];
    const hint = (contract: Contract): boolean => texts(auto(evidence, { base: contract }).notes, 'warning').some((text) => text.includes('--key-header'));
    expect(hint({ ...autoContract, key: { in: 'header', name: 'Idempotency-Key' } })).toBe(true);
    expect(hint(autoContract)).toBe(false);
  });

  it.each<[string, Evidence, string]>([
    ['four of five', five('other-payload', (n) => ({ second: n < 5 ? answer(422, {}) : created(n) })), 'seen: another payload under a finished key: it varies (422 in 4 of 5, the first answer in 1 of 5), so nothing is adopted'],
    ['statuses that vary', five('missing-key', (n) => ({ first: answer(n < 4 ? 400 : 401, {}) })), 'seen: a request without a key: it varies (400 in 3 of 5, 401 in 2 of 5), so nothing is adopted'],
    ['a 409 that always carries the same id', five('finished-duplicate', () => ({ second: answer(409, { existing: 'ch_100' }) })), 'seen: a finished request sent again: it varies (409 with the resource id in 1 of 5, 409, without the resource id in 4 of 5), so nothing is adopted'],
    ['an answer that fails alike', five('failed-duplicate', () => ({ first: answer(500, { error: 'oops' }), second: answer(500, { error: 'oops' }) })), 'seen: a retry of a request that failed with 500 gets the same answer; whether it was stored cannot be seen'],
    ['another principal refused', five('other-principal', () => ({ second: answer(422, '') })), 'seen: another principal with the same key is refused; if that is meant, name a contract with a smaller "scope"'],
  ])('should adopt nothing and say so: %s', (_, evidence, text) => {
    const { contract, notes } = auto([evidence]);
    expect(contract).toEqual(autoContract);
    expect(texts(notes)).toEqual([text]);
  });

  it.each<[string, Evidence]>([
    ['names what it was asked for', five('other-route', (n) => ({ second: answer(201, { id: `ch_${String(n)}00`, refunded: true }, { location: `/charges/ch_${String(n)}00` }) }))],
    ['is what it was asked for, and was counted', five('other-route', (n) => ({ second: created(n), effects: 2 }))],
  ])('should not warn of an answer on another route that %s', (_, evidence) => {
    expect(texts(auto([evidence]).notes)).toEqual([]);
  });

  it('should not take an echo of the request for proof that a failure was stored', () => {
    const failed = (n: number) => answer(500, { reference: `reference-${String(n)}` });
    const { contract } = auto([five('failed-duplicate', (n) => ({ first: failed(n), second: failed(n), request: { method: 'POST', path: '/', headers: [], body: `reference-${String(n)}` } }))]);
    expect(contract.stored).toBeUndefined();
  });

  it('should not adopt a marker that a waiting duplicate may lack', () => {
    const marked = five('finished-duplicate', (n) => ({ second: created(n, { 'idempotent-replayed': 'true' }) }));
    expect(auto([marked, five('running-duplicate', (n) => ({ second: created(n) }))]).contract.marker).toBeUndefined();
  });

  it('should not adopt from fewer than three pairs', () => {
    const { exchanges, question } = five('other-payload', () => ({ second: answer(422, {}) }));
    expect(auto([{ question, exchanges: exchanges.slice(0, 2) }]).contract).toEqual(autoContract);
  });
});

const QUESTIONS = ['ordinary', 'finished-duplicate', 'running-duplicate', 'other-payload', 'missing-key', 'reordered', 'quoted-key', 'failed-duplicate', 'other-principal', 'other-route'] as const;
const NAMES = ['idempotent-replayed', 'x cache', 'x-cache', 'etag', 'location', 'content-type'];

/** Answers that lie close together, so that all kinds of agreement occur. */
const response = fc
  .record({
    status: fc.constantFrom(200, 201, 302, 400, 409, 409, 422, 423, 500, 503),
    headers: fc.array(fc.tuple(fc.constantFrom(...NAMES), fc.constantFrom('true', 'HIT', '"1"')), { maxLength: 3 }),
    body: fc.oneof(fc.constantFrom('', 'x', '{"id":"a"}', '{"id":"b","code":"in_use"}', '{"/":{"~":"a"}}', '{"idempotent/~":true}'), fc.json()),
  })
  .map((each) => each as Exchange['first'] & object);

const exchange: fc.Arbitrary<Exchange> = fc.record(
  { first: response, second: response, tookMs: fc.nat(100), effects: fc.constantFrom(0, 1, 2) },
  { requiredKeys: ['tookMs'] },
);

const evidence: fc.Arbitrary<Evidence> = fc.record({
  question: fc.constantFrom(...QUESTIONS),
  exchanges: fc.oneof(fc.array(exchange, { maxLength: 5 }), exchange.map((each) => Array<Exchange>(5).fill(each))),
});

describe('the contract that results', () => {
  it('should be a valid contract file, whatever was seen', () => {
    const bases = presets.map(({ contract }) => contract);
    fc.assert(
      fc.property(fc.constantFrom(...bases), fc.constantFrom('auto', 'named'), fc.boolean(), fc.array(evidence, { maxLength: 8 }), (base, mode, strict, seen) => {
        const { contract, observations } = adoptContract({ base, mode, strict, explicit: {}, evidence: seen });
        expect(parseContract(JSON.parse(JSON.stringify(contract)), 'adopted')).toEqual(contract);
        expect(observations).toHaveLength(seen.length);
        expect(describeContract(contract).length).toBeGreaterThan(0);
        expect(contract).toMatchObject(mode === 'named' ? base : { version: 1 });
      }),
      { numRuns: 1_000 },
    );
  });
});
