import { describe, expect, it } from 'vitest';
import { classify } from '../../../src/contracts/index.js';
import { readAnswer } from '../../../src/model/index.js';
import { answer, auto, created, five, texts } from './evidence.js';

const inUse = answer(409, { code: 'idempotency_key_in_use' });

describe('a conflict that stands for a finished request', () => {
  it('should adopt a 409 with the resource id, so that it counts as the acceptance that it is', () => {
    const conflict = (n: number) => answer(409, { id: 'err', links: [{ conflicting: `ch_${String(n)}00` }] });
    const evidence = [
      five('finished-duplicate', (n) => ({ second: conflict(n) })),
      five('running-duplicate', () => ({ second: inUse })),
      five('other-payload', (n) => ({ second: conflict(n) })),
      five('reordered', (n) => ({ second: conflict(n) })),
    ];
    const { contract, notes, observations } = auto(evidence);
    expect(contract).toMatchObject({
      replay: { finished: 'conflict-with-id' },
      answers: { discriminators: [{ class: 'accepted', statuses: ['409'], pointer: '/links/0/conflicting' }] },
      mismatch: 'replay',
      equivalence: 'json',
      inFlight: ['conflict', 'wait'],
    });
    expect(texts(notes, 'warning', 'deviation')).toEqual([]);
    for (const response of [created(1), conflict(1)]) expect(readAnswer(response, contract, classify)).toMatchObject({ class: 'accepted', id: 'ch_100' });
    expect(readAnswer(inUse, contract, classify).class).toBe('in-flight');
    expect(observations[0]?.answers[0]).toEqual({ class: 'accepted', status: 409, tookMs: 3, sameBody: false, sameStatus: false, carriesId: true, secondEffect: false });
  });

  it.each([
    ['in a member nobody had named', true, { resourceId: ['/mandates/id', '/links/0', 'header:location', '/id', '/data/id'] }],
    ['in nothing else', false, { resourceId: ['header:location', '/id', '/data/id'] }],
  ])('should adopt a 409 with the end of the Location, which stands %s', (_name, mandates, expected) => {
    const made = (n: number) => answer(201, mandates ? { mandates: { id: `MD${String(n)}` } } : { amount: n }, { location: `/m/MD${String(n)}` });
    const { contract, notes } = auto([five('finished-duplicate', (n) => ({ first: made(n), second: answer(409, { links: [`MD${String(n)}`] }) }))]);
    expect(contract).toMatchObject({ ...expected, replay: { finished: 'conflict-with-id' }, answers: { discriminators: [{ class: 'accepted', statuses: ['409'], pointer: '/links/0' }] } });
    expect(texts(notes)).toEqual(['adopted: a finished request sent again gets 409 with the resource id at /links/0']);
  });
});
