import { describe, expect, it } from 'vitest';
import { classify } from '../../../src/contracts/index.js';
import type { Json } from '../../../src/model/index.js';
import { answer, auto, five, texts } from './evidence.js';

describe('a no under a 2xx', () => {
  it.each<[string, Json, object]>([
    ['/ok', { ok: false }, { pointer: '/ok', equals: [false] }],
    ['/success', { success: false, message: 'no' }, { pointer: '/success', equals: [false] }],
    ['/errors', { data: null, errors: [{ message: 'no' }] }, { pointer: '/errors/0' }],
    ['/error', { jsonrpc: '2.0', error: { code: 1 } }, { pointer: '/error' }],
  ])('should take a 200 with a no in %s for no success, where ordinary answers have none', (_, no, rule) => {
    const yes = (n: number) => answer(200, { ok: true, success: true, errors: [], error: null, id: n });
    const plain = five('finished-duplicate', (n) => ({ first: yes(n), second: yes(n) }));
    const other = five('other-payload', (n) => ({ first: yes(n), second: answer(200, no) }));
    expect(auto([plain, other]).contract.answers?.discriminators).toEqual([{ class: 'unclear', statuses: ['2xx'], ...rule }]);
  });

  it.each<[string, Json, Json, { readonly pointer: string; readonly equals: Json[]; readonly not: boolean } | undefined]>([
    ['a code of 0', { code: 0, data: {} }, { code: 1001, msg: 'processing', data: null }, { pointer: '/code', equals: [0], not: true }],
    ['the status of JSend', { status: 'success', data: {} }, { status: 'fail', data: null }, { pointer: '/status', equals: ['success'], not: true }],
    ['the state of a resource', { status: 'pending', id: 1 }, { status: 'failed' }, undefined],
    ['a member that other answers lack', { code: 0 }, { msg: 'processing' }, undefined],
  ])('should take for no success what differs in %s', (_, yes, no, rule) => {
    const plain = five('finished-duplicate', () => ({ first: answer(200, yes), second: answer(200, yes) }));
    const other = five('other-payload', () => ({ first: answer(200, yes), second: answer(200, no) }));
    const rules = rule && [{ class: 'accepted', statuses: ['2xx'], pointer: rule.pointer, not: true }, { class: 'unclear', statuses: ['2xx'], ...rule }];
    expect(auto([plain, other]).contract.answers?.discriminators).toEqual(rules);
    const bug = five('finished-duplicate', () => ({ first: answer(200, yes), second: answer(200, no) }));
    expect(auto([bug, other]).contract.answers?.discriminators).toBeUndefined();
  });

  it('should not excuse a finished request that is answered with a no', () => {
    const evidence = five('finished-duplicate', (n) => ({ first: answer(200, { ok: true, id: n }), second: answer(200, { ok: false }) }));
    expect(auto([evidence]).contract.answers?.discriminators).toBeUndefined();
  });

  it('should leave the missing member to be judged as lost', () => {
    const [yes, no] = [answer(200, { code: 0, data: { id: 1 } }), answer(200, { code: 1001, data: null })];
    const { contract } = auto([five('finished-duplicate', () => ({ first: yes, second: yes })), five('running-duplicate', () => ({ first: yes, second: no }))]);
    const classOf = (tree: Json | undefined, status = 200) => classify({ status, tree }, contract);
    expect([{ code: 0 }, { code: 7 }, {}, { code: null }, undefined].map((tree) => classOf(tree))).toEqual(['accepted', 'unclear', 'accepted', 'accepted', 'accepted']);
    expect([classOf({}, 409), classOf({}, 500)]).toEqual(['in-flight', 'transient']);
  });

  it('should leave open what a status set leaves open, where the member is missing', () => {
    const [yes, no] = [answer(200, { code: 0 }), answer(200, { code: 1001 })];
    const evidence = [five('finished-duplicate', () => ({ first: yes, second: yes })), five('running-duplicate', () => ({ first: yes, second: no }))];
    const { contract } = auto(evidence, { explicit: { answers: { accepted: ['200'] } } });
    expect([200, 201].map((status) => classify({ status, tree: {} }, contract))).toEqual(['accepted', 'unclear']);
  });

  it.each<[string, Json, { readonly [name: string]: string }]>([
    ['a record without its result', { id: null, amount: null, status: 'pending' }, {}],
    ['the resource in another state', { id: 7, amount: 5, status: 'pending' }, {}],
    ['what its Location names', { status: 'pending' }, { location: '/charges/7' }],
  ])('should not take for a no %s', (_, pending, headers) => {
    const done = (n: number) => answer(201, { id: n, amount: n, status: 'success' });
    const finished = five('finished-duplicate', (n) => ({ first: done(n), second: done(n) }));
    const { contract, notes } = auto([finished, five('running-duplicate', (n) => ({ first: done(n), second: answer(201, pending, headers) }))]);
    expect(contract.answers?.discriminators).toBeUndefined();
    expect(texts(notes, 'adopted')).toEqual([]);
    expect(texts(notes, 'warning')).toHaveLength(1);
  });

  it('should be told, and not held against who gets it', () => {
    const yes = (n: number) => answer(200, { code: 0, data: { id: n } });
    const told = { second: answer(200, { code: 1001, data: null }) };
    const asked = (['running-duplicate', 'other-payload', 'reordered'] as const).map((question) => five(question, (n) => ({ first: yes(n), ...told })));
    const { notes } = auto([five('finished-duplicate', (n) => ({ first: yes(n), second: yes(n) })), ...asked, five('missing-key', () => ({ first: told.second }))]);
    expect(texts(notes, 'adopted')).toContain('adopted: a 2xx in which /code is not 0 is no success');
    expect(texts(notes, 'warning')).toEqual([]);
    expect(texts(notes, 'seen').filter((text) => text.endsWith(' gets 200 that is no success'))).toHaveLength(4);
  });
});
