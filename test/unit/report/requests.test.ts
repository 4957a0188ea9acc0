import { describe, expect, it } from 'vitest';
import type { HistoryEvent } from '../../../src/model/index.js';
import { differingNames, requestMembers } from '../../../src/model/index.js';
import { createMasker } from '../../../src/report/index.js';
import { requestsDiff } from '../../../src/report/terminal/diff.js';
import { styleOf } from '../../../src/report/terminal/style.js';
import { answer, FINDING, HISTORY, invoke } from './literal.js';

const { request } = invoke('a0', 0) as Extract<HistoryEvent, { type: 'invoke' }>;

/** The lines on two attempts, a1 with another payload, as a masked report has them. */
function told(change: Partial<typeof request>, more: { readonly payload?: number; readonly operation?: number } = { payload: 1 }): string[] {
  const events = [invoke('a0', 0), answer('a0', 5, 201, {}), invoke('a1', 10, { ...more, request: { ...request, ...change } }), answer('a1', 15, 201, {})];
  const finding = { ...FINDING, violation: { ...FINDING.violation, attempts: ['a0', 'a1'], compare: ['a0', 'a1'] as const }, history: { ...HISTORY, events } };
  return requestsDiff({ ...finding, history: createMasker({ salt: 'salt' }).history(finding.history) }, styleOf(false, 100)).map((line) => line.replaceAll(/ +/g, ' '));
}

describe('two requests with different payloads', () => {
  it('should be told by the members of the body that differ, and both values', () => {
    expect(told({ body: String(request.body).replace('"amount":5', '"amount":6') })).toEqual(['- a0 against + a1', '- /amount 5', '+ /amount 6', ' 5 members equal']);
  });

  it('should be told by the parameters of the query, and by members that only one has', () => {
    expect(told({ path: '/charges?currency=eur' }).slice(1, 2)).toEqual(['+ query currency eur']);
  });

  it('should be masked like everything else', () => {
    const lines = told({ body: String(request.body).replace('"123"', '"124"') });
    expect(lines[1]).toMatch(/^- \/card\/cvc "<masked:cvc:[0-9a-f]{12}>"$/);
    expect(lines[2]).toMatch(/^\+ \/card\/cvc "<masked:cvc:[0-9a-f]{12}>"$/);
    expect(lines[1]?.slice(1)).not.toBe(lines[2]?.slice(1));
  });

  it('should not be compared where they are alike, or of two operations', () => {
    expect(told({}, { payload: 0 })).toEqual([]);
    expect(told({}, { payload: 1, operation: 1 })).toEqual([]);
  });
});

describe('the members of a request', () => {
  const names = (left: string, right: string) => differingNames(...([left, right].map((body) => requestMembers({ method: 'POST', path: '/', body })) as unknown as Parameters<typeof differingNames>));

  it('should be leaves at any depth, whatever their order', () => {
    expect(names('{"a":{"b":[1,2]},"c":null}', '{"c":null,"a":{"b":[1,3]}}')).toEqual(['/a/b/1']);
    expect(names('{"a":{}}', '{"a":{"b":1}}')).toEqual(['/a', '/a/b']);
  });

  it('should be the fields of a form', () => {
    expect(names('amount=1&cur=usd&to[name]=x', 'amount=2&cur=usd&to[name]=x')).toEqual(['field amount']);
  });

  it('should be the whole body where that is neither JSON nor a form', () => {
    expect(names('<a n="1"/>', '<a n="2"/>')).toEqual(['body']);
  });

  it('should have each value of a parameter that is repeated', () => {
    const one = requestMembers({ method: 'GET', path: '/a?x=1&x=2&y', body: '' });
    expect([...one]).toEqual([['method', 'GET'], ['path', '/a'], ['query x', '1, 2'], ['query y', ''], ['body', '']]);
  });
});
