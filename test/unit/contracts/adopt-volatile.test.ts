import { describe, expect, it } from 'vitest';
import type { Contract, Json } from '../../../src/model/index.js';
import { autoContract } from '../../../src/contracts/index.js';
import { answer, auto, five, texts } from './evidence.js';

/** The n-th charge in an envelope; every answer calls `meta` anew. */
const enveloped = (n: number, meta: Json, status = 201) => answer(status, { meta, data: { id: `ch_${String(n)}00`, amount: n } });
const first = (n: number) => enveloped(n, { requestId: `first-${String(n)}`, servedAt: 2 * n });
const second = (n: number) => enveloped(n, { requestId: `second-${String(n)}`, servedAt: 2 * n + 1 });
const listed: Contract = { ...autoContract, name: 'mine', replay: { finished: 'replay', identity: 'fields', status: 'same', volatile: ['/meta/requestId', '/meta/servedAt'] } };
const NOTE = 'adopted: each answer has its own /meta/requestId and /meta/servedAt, replays too';

describe('members that belong to the answer', () => {
  it('should adopt a request id and the time beside it, where the resource keeps its id', () => {
    const { contract, notes } = auto([five('finished-duplicate', (n) => ({ first: first(n), second: second(n) }))]);
    expect(contract.replay?.volatile).toEqual(['/meta/requestId', '/meta/servedAt']);
    expect(texts(notes)).toEqual([NOTE, 'seen: a finished request sent again gets its answer']);
  });

  it('should adopt a request id that refusals have as well', () => {
    const received = (name: string) => answer(200, { received: true, request_id: name });
    const finished = five('finished-duplicate', (n) => ({ first: received(`a${String(n)}`), second: received(`b${String(n)}`) }));
    const refused = five('missing-key', (n) => ({ first: answer(400, { error: 'key', request_id: `c${String(n)}` }) }));
    expect(auto([finished, refused]).contract.replay?.volatile).toEqual(['/request_id']);
    // Alone it may be the handle of what was accepted, and made anew on replay.
    expect(auto([finished]).contract.replay?.volatile).toBeUndefined();
  });

  it.each<[string, (n: number) => Json, (n: number) => Json]>([
    ['another id of the resource', (n) => ({ requestId: `a${String(n)}`, data: { id: `x${String(n)}` } }), (n) => ({ requestId: `b${String(n)}`, data: { id: `y${String(n)}` } })],
    ['a time of the resource', (n) => ({ id: n, createdAt: n }), (n) => ({ id: n, createdAt: n + 10 })],
    ['a request id that some replays keep', (n) => ({ id: n, requestId: `a${String(n)}` }), (n) => ({ id: n, requestId: n === 3 ? 'a3' : `b${String(n)}` })],
  ])('should not adopt %s', (_name, one, two) => {
    const { contract } = auto([five('finished-duplicate', (n) => ({ first: answer(201, one(n)), second: answer(201, two(n)) }))]);
    expect(contract.replay?.volatile).toBeUndefined();
  });

  it('should leave a time alone that stands beside what was made', () => {
    const made = (n: number, call: string) => answer(201, { id: n, requestId: `${call}${String(n)}`, createdAt: call });
    const { contract, notes } = auto([five('finished-duplicate', (n) => ({ first: made(n, 'a'), second: made(n, 'b') }))]);
    expect(contract.replay?.volatile).toEqual(['/requestId']);
    expect(texts(notes, 'warning')).toEqual(['warning: a finished request sent again gets a changed answer; that is never adopted']);
  });

  it.each<[string, string, (n: number, call: number) => Json]>([
    ['only its end says so', 'mandate', (_, call) => `man_${String(call)}`],
    ['it is a duration', 'runtime', (_, call) => call],
    ['it is no time', 'servedAt', (n, call) => `worker ${String(n + call)}`],
    ['replays keep it', 'createdAt', (n) => n],
    ['some replays keep it', 'servedAt', (n, call) => (n === 3 ? 0 : n + call)],
  ])('should not take a member for a time where %s', (_, name, value) => {
    const made = (n: number, call: number) => answer(201, { meta: { requestId: `${String(call)}-${String(n)}`, [name]: value(n, call) }, id: n });
    const { contract } = auto([five('finished-duplicate', (n) => ({ first: made(n, 10), second: made(n, 20) }))]);
    expect(contract.replay?.volatile).toEqual(['/meta/requestId']);
  });

  it('should take an ISO date for a time', () => {
    const made = (n: number, call: number) => answer(201, { meta: { requestId: `${String(call)}-${String(n)}`, timestamp: `2030-01-01T00:00:${String(call + n)}Z` }, id: n });
    const { contract } = auto([five('finished-duplicate', (n) => ({ first: made(n, 10), second: made(n, 20) }))]);
    expect(contract.replay?.volatile).toEqual(['/meta/requestId', '/meta/timestamp']);
  });

  it.each([
    ['a conflict in flight', 409],
    ['a refusal that repeats the first one\'s', 400],
    ['a failure', 500],
  ])('should not take %s for a refusal that has a request id too', (name, status) => {
    const handle = (call: string, n: number) => answer(202, { requestId: `${call}${String(n)}` });
    const finished = five('finished-duplicate', (n) => ({ first: handle('a', n), second: handle('b', n) }));
    const running = five('running-duplicate', (n) => ({ first: handle('a', n), second: answer(status, { requestId: name === 'a failure' ? `c${String(n)}` : `a${String(n)}` }) }));
    expect(auto([finished, running]).contract.replay?.volatile).toBeUndefined();
  });

  it('should not adopt what --id names', () => {
    const { contract } = auto([five('finished-duplicate', (n) => ({ first: first(n), second: second(n) }))], { explicit: { resourceId: ['/meta/requestId'] } });
    expect(contract.replay?.volatile).toBeUndefined();
  });

  it('should not be a changed answer where the contract lists them', () => {
    const evidence = [five('finished-duplicate', (n) => ({ first: first(n), second: second(n) })), five('other-payload', (n) => ({ first: first(n), second: second(n) }))];
    expect(texts(auto(evidence, { base: listed, mode: 'named' }).notes, 'warning', 'deviation')).toEqual([]);
  });

  it('should find the marker of replays that have one of their own', () => {
    const marked = (n: number) => ({ ...second(n), headers: [...second(n).headers, ['idempotent-replayed', 'true'] as const] });
    expect(auto([five('finished-duplicate', (n) => ({ first: first(n), second: marked(n) })), five('ordinary', (n) => ({ first: first(n) }))]).contract.marker).toEqual({ in: 'header', name: 'idempotent-replayed', value: 'true' });
  });
});
