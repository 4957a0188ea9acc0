import { describe, expect, it } from 'vitest';
import { autoContract, classify } from '../../../src/contracts/index.js';
import { answer, auto, created, five, texts } from './evidence.js';

describe('what duplicates of a running request get', () => {
  it('should adopt 202 in flight, whichever answer came first, where results have another status', () => {
    const processing = answer(202, { status: 'processing' });
    const running = five('running-duplicate', (n) => (n < 3 ? { second: processing } : { first: processing, second: created(n) }));
    const adopted = auto([five('finished-duplicate', (n) => ({ second: created(n) })), running]);
    expect(adopted.contract).toMatchObject({ inFlight: ['conflict', 'wait'], answers: { inFlight: ['409', '202'] } });
    expect(texts(adopted.notes)).toContain('adopted: a duplicate of a running request gets 202');
    // What is queued is answered so itself.
    const queued = five('finished-duplicate', () => ({ first: processing, second: processing }));
    expect(auto([queued, running]).contract.answers?.inFlight).toBeUndefined();
  });

  it.each([
    ['a failure', answer(400, { code: 'validation_failed', message: 'duplicate key value violates unique constraint' })],
    ['what speaks of the key', answer(400, { code: 'idempotency_key_in_use' })],
  ])('should not be adopted where some get the first one\'s answer and the others %s, with a status of many meanings', (_, second) => {
    const { contract, notes } = auto([five('running-duplicate', (n) => ({ second: n < 3 ? created(n) : second }))]);
    expect(contract).toEqual(autoContract);
    expect(texts(notes)).toEqual(["seen: a duplicate of a running request gets the first's answer or 400"]);
  });

  it('should be adopted where the others get a conflict', () => {
    const { contract } = auto([five('running-duplicate', (n) => ({ second: n < 3 ? created(n) : answer(409, { code: 'in_progress' }) }))]);
    expect(contract.inFlight).toEqual(['conflict', 'wait']);
    expect(classify({ status: 409, tree: { code: 'sold_out' } }, contract)).toBe('unclear');
  });

  it('should not be told by a text that was seen once: it may be of one request alone', () => {
    const { contract } = auto([five('running-duplicate', (n) => ({ second: n < 5 ? created(n) : answer(409, { message: 'key 5 is in use' }) }))]);
    expect(classify({ status: 409, tree: { message: 'key 6 is in use' } }, contract)).toBe('in-flight');
  });
});
