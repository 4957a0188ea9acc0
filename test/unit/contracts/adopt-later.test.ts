import { describe, expect, it } from 'vitest';
import { autoContract, presetOf } from '../../../src/contracts/index.js';
import type { Contract, Evidence, Exchange } from '../../../src/model/index.js';
import { answer, auto, created, five, texts } from './evidence.js';

const shed = answer(429, { error: 'rate_limited' });
const key: Contract['key'] = { in: 'header', name: 'Idempotency-Key' };
const base: Contract = { ...autoContract, key };
const bare = (n: number) => ({ ...created(n), status: 200 });

describe('answers that say "later"', () => {
  it.each<[string, Evidence, object]>([
    ['a key in quotes', five('quoted-key', (n) => (n < 3 ? { first: shed, second: created(n) } : { second: created(n) })), { key: { format: 'both' } }],
    ['a missing key', five('missing-key', (n) => ({ first: n < 3 ? shed : answer(400, {}) })), { missingKey: 'reject' }],
    ['another payload', five('other-payload', (n) => ({ second: n < 3 ? answer(503, '') : created(n) })), { mismatch: 'replay' }],
    ['member order', five('reordered', (n) => ({ second: n < 3 ? shed : created(n) })), { equivalence: 'json' }],
    ['a finished request', five('finished-duplicate', (n) => ({ second: n < 3 ? shed : bare(n) })), { replay: { status: '2xx' } }],
    ['a running request', five('running-duplicate', (n) => ({ second: n < 3 ? shed : created(n) })), { inFlight: ['wait', 'conflict'] }],
    ['a failing request', five('failed-duplicate', (n) => ({ first: n < 3 ? shed : answer(500, ''), second: created(n) })), { failure: 're-run' }],
    ['a restart', five('restarted', (n) => ({ second: n < 3 ? answer(503, '') : created(n) })), { durability: 'atomic' }],
  ])('should teach nothing, and the others what they are: %s', (_, evidence, expected) => {
    const { contract, notes } = auto([evidence], { base });
    expect(contract).toMatchObject(expected);
    expect(texts(notes, 'warning')).toEqual([]);
  });

  it.each<[string, Evidence, string]>([
    ['a key in quotes', five('quoted-key', (n) => ({ first: n < 5 ? shed : created(n), second: created(n) })), 'a key with and without quotes could not be asked: 429 in 4 of 5'],
    ['a key in quotes that was served later', five('quoted-key', () => ({ second: shed, effects: 2 })), 'a key with and without quotes could not be asked: 429 in 5 of 5'],
    ['a missing key', five('missing-key', (n) => ({ first: n < 3 ? shed : n < 5 ? answer(503, '') : answer(400, {}) })), 'a request without a key could not be asked: 429 in 2 of 5, 503 in 2 of 5'],
    ['another payload', five('other-payload', () => ({ second: shed })), 'another payload under a finished key could not be asked: 429 in 5 of 5'],
    ['a running request', five('running-duplicate', (n) => ({ second: n < 4 ? shed : created(n) })), 'a duplicate of a running request could not be asked: 429 in 3 of 5'],
  ])('should be told where they leave too few: %s', (_, evidence, text) => {
    const { contract, notes } = auto([evidence], { base });
    expect(contract).toEqual(base);
    expect(texts(notes)).toEqual([`warning: ${text}`]);
  });

  it.each<[string, number, Contract['equivalence'], string[]]>([
    ['in some, beside replays', 2, 'json', []],
    ['in most', 3, undefined, ['warning: the same JSON with other member order and white space could not be asked: 409 in 3 of 5']],
    ['in all', 5, undefined, ['warning: the same JSON with other member order and white space could not be asked: 409 in 5 of 5']],
  ])('should teach nothing of member order where a request is still running: %s', (_, count, equivalence, warnings) => {
    const running = answer(409, { code: 'in_progress' });
    const evidence = [five('running-duplicate', () => ({ second: running })), five('other-payload', () => ({ second: answer(422, {}) })), five('reordered', (n) => ({ second: n <= count ? running : created(n) }))];
    const { contract, notes } = auto(evidence, { base });
    expect(contract.equivalence).toBe(equivalence);
    expect(texts(notes, 'warning')).toEqual(warnings);
  });

  it('should teach that member order counts where the same 409 is what another payload gets', () => {
    const { contract } = auto([five('other-payload', () => ({ second: answer(409, '') })), five('reordered', () => ({ second: answer(409, '') }))], { base });
    expect(contract.equivalence).toBe('bytes');
  });

  it('should not hide a second effect that was counted', () => {
    const { notes } = auto([five('finished-duplicate', () => ({ second: shed, effects: 2 }))], { base: autoContract });
    expect(texts(notes)).toEqual(['warning: a finished request sent again gets a second effect; that is never adopted']);
  });

  it('should be what a failing request gets where all of them get it', () => {
    const { contract } = auto([five('failed-duplicate', (n) => ({ first: shed, second: created(n) }))]);
    expect(contract.failure).toBe('re-run');
  });
});

describe('the status of replays', () => {
  const unasked = five('finished-duplicate', (n) => ({ second: n < 4 ? shed : bare(n) }));

  it('should be left open where it could not be asked, and the report should say so', () => {
    const { contract, notes } = auto([unasked]);
    expect(contract.replay).toEqual({ finished: 'replay', identity: 'fields', mayFinish: true });
    expect(contract.sources?.['replay.status']).toBeUndefined();
    expect(texts(notes)).toEqual([
      'warning: a finished request sent again could not be asked: 429 in 3 of 5',
      'seen: too few answers to a finished request sent again were seen to know whether a replay keeps its status, so that is not judged',
    ]);
  });

  it('should be left open where too few ordinary requests were served', () => {
    const { contract } = auto([five('finished-duplicate', (n) => ({ first: n < 4 ? shed : created(n), second: shed }))]);
    expect(contract.replay?.status).toBeUndefined();
  });

  it('should be held to what somebody promised, asked or not', () => {
    const ietf = presetOf('ietf')?.contract ?? autoContract;
    expect(auto([unasked], { base: ietf, mode: 'named' }).contract.replay?.status).toBe('same');
    expect(auto([unasked], { strict: true }).contract.replay?.status).toBe('same');
    expect(auto([unasked], { explicit: { replay: { status: 'same' } } }).contract.replay?.status).toBe('same');
  });

  it('should be held to be the same where replays were answered so', () => {
    const { contract } = auto([five('finished-duplicate', (n) => ({ second: n < 3 ? shed : created(n) }))]);
    expect(contract.replay?.status).toBe('same');
  });

  const second = (n: number) => ({ second: bare(n) });

  it.each<[string, (n: number) => Partial<Exchange>, string]>([
    ['a first answer is a replay', (n) => (n < 4 ? second(n) : { first: bare(n), ...second(n) }), 'in 3 of 5 under another 2xx (200 after 201)'],
    ['a first answer is a replay, and a retry fails', (n) => (n < 3 ? second(n) : n < 5 ? { first: bare(n), ...second(n) } : { second: answer(500, '') }), 'in 2 of 4 under another 2xx (200 after 201)'],
    ['a retry fails', (n) => (n < 5 ? second(n) : { second: answer(500, '') }), 'under another 2xx (200 after 201)'],
    ['they have several', (n) => ({ second: { ...created(n), status: n < 3 ? 200 : 202 } }), 'under another 2xx (200 after 201)'],
    ['a 202 is done by then, or not', (n) => ({ first: { ...created(n), status: 202 }, second: { ...created(n), status: n < 3 ? 202 : 200 } }), 'in 3 of 5 under another 2xx (200 after 202)'],
  ])('should be any 2xx where replays have another, though %s', (_, pair, text) => {
    const { contract, notes } = auto([five('finished-duplicate', pair)]);
    expect(contract.replay?.status).toBe('2xx');
    expect(texts(notes)).toEqual([`adopted: a finished request sent again gets the same members ${text}`]);
  });

  it.each([1, 2, 3, 4])('should be the same where replays keep it, and forget it in %i of 5', (count) => {
    const { contract, notes } = auto([five('finished-duplicate', (n) => ({ second: n <= count ? bare(n) : created(n) }))]);
    expect(contract.replay?.status).toBe('same');
    const parts = [`another 2xx in ${count} of 5`, `its answer in ${5 - count} of 5`];
    expect(texts(notes)).toEqual([`seen: a finished request sent again: it varies (${parts.join(', ')}), so nothing is adopted`]);
  });

  it('should not be learnt beside a bug', () => {
    const { contract } = auto([five('finished-duplicate', (n) => ({ second: n < 5 ? bare(n) : created(n + 10) }))]);
    expect(contract.replay?.status).toBe('same');
  });
});

describe('425 Too Early', () => {
  it('should be adopted in flight, as nothing else is meant by it', () => {
    const { contract, notes } = auto([five('running-duplicate', (n) => ({ second: n < 5 ? answer(425, '') : created(n) }))]);
    expect(contract.answers?.inFlight).toEqual(['409', '425']);
    expect(texts(notes)).toEqual(['adopted: a duplicate of a running request gets 425']);
  });
});
