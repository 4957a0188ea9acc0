import { describe, expect, it } from 'vitest';
import { autoContract } from '../../../src/contracts/index.js';
import type { Contract, Marker, RecordedResponse } from '../../../src/model/index.js';
import { answer, auto, charge, created, five, texts } from './evidence.js';

const flagged = (n: number, duplicate: boolean): RecordedResponse => answer(201, { ...(charge(n) as object), duplicate }, { location: `/charges/ch_${String(n)}00` });
const replayed = five('finished-duplicate', (n) => ({ first: flagged(n, false), second: flagged(n, true) }));

describe('a member that is false in first answers and true in replays', () => {
  it('should be a marker, and not be compared', () => {
    const { contract, notes } = auto([five('ordinary', (n) => ({ first: flagged(n, false) })), replayed]);
    expect(contract).toMatchObject({ marker: { in: 'body', name: '/duplicate', value: 'true' }, replay: { status: 'same', volatile: ['/duplicate'] } });
    expect(texts(notes, 'warning')).toEqual([]);
    expect(texts(notes, 'adopted')).toEqual(['adopted: /duplicate is false in first answers and true in replays: it is about the answer, and is not compared', 'adopted: the member /duplicate: true marks a replay']);
  });

  it('should not be compared where waiting duplicates get the first\'s answer as it is, either', () => {
    const { contract } = auto([replayed, five('running-duplicate', (n) => ({ first: flagged(n, false), second: flagged(n, false) }))]);
    expect(contract.marker).toBeUndefined();
    expect(contract.replay?.volatile).toEqual(['/duplicate']);
  });

  it.each([
    ['true at first and false then', five('finished-duplicate', (n) => ({ first: flagged(n, true), second: flagged(n, false) }))],
    ['in some replays only', five('finished-duplicate', (n) => ({ first: flagged(n, false), second: flagged(n, n < 5) }))],
    ['on another member', five('finished-duplicate', (n) => ({ first: answer(201, { id: `ch_${String(n)}`, paid: false }), second: answer(201, { id: `ch_${String(n)}`, paid: true }) }))],
  ])('should be neither where it is %s', (_, evidence) => {
    const { contract } = auto([evidence]);
    expect([contract.marker, contract.replay?.volatile]).toEqual([undefined, undefined]);
  });

  it('should be lawful under a contract that names it its marker', () => {
    const base: Contract = { ...autoContract, marker: { in: 'body', name: '/duplicate', value: 'true' }, replay: { finished: 'replay', identity: 'fields', status: 'same', volatile: ['/at'] } };
    expect(texts(auto([replayed], { base, mode: 'named' }).notes, 'deviation', 'warning')).toEqual([]);
  });
});

describe('a contract that names headers', () => {
  const seen = five('finished-duplicate', (n) => ({ first: created(n, { etag: '"1"' }), second: created(n, { etag: '"1"', 'idempotency-replay': 'true', 'x-cache': 'HIT' }) }));
  const deviations = (marker: Marker, headers: readonly string[] = ['ETag']): string[] =>
    texts(auto([seen], { base: { ...autoContract, marker, replay: { finished: 'replay', identity: 'fields', status: 'same', headers } }, mode: 'named' }).notes, 'deviation');

  it.each<[string, Marker]>([
    ['upper case', { in: 'header', name: 'Idempotency-Replay', value: 'True' }],
    ['no value', { in: 'header', name: 'idempotency-replay' }],
    ['another header than the first that is found', { in: 'header', name: 'X-Cache', value: 'HIT' }],
  ])('should be kept where its marker is on all replays: %s', (_, marker) => {
    expect(deviations(marker)).toEqual([]);
  });

  it('should be broken where its marker is on none', () => {
    expect(deviations({ in: 'header', name: 'Replayed' })).toEqual([expect.stringContaining('marks a replay; the contract says marker')]);
  });

  it('should be broken where a header that it lists is lost, whatever its case', () => {
    expect(deviations({ in: 'header', name: 'X-Cache' }, ['Content-Language'])).toEqual([expect.stringContaining('the contract says replay.headers')]);
  });
});
