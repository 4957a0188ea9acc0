import { describe, expect, it } from 'vitest';
import { properties } from '../../properties/index.js';
import { classify } from '../../src/contracts/classify.js';
import { judgeHistory } from '../../src/judge/index.js';
import type { Contract, Json } from '../../src/model/index.js';
import type { Got } from './build.js';
import { history } from './build.js';

type Promises = Pick<Contract, 'replay'>;

/** The causes that are found where the first answer came from one instance, and the second from another or the same. */
function found(first: Got, second: Got, instance: number, contract: Partial<Contract> = {}): string[] {
  const told = history([{ sent: [{ at: [0, 10], got: first }, { at: [20, 30], got: second, instance }], effects: 1 }], { contract, without: ['marker'] });
  return judgeHistory(told, properties, classify).findings.map(({ cause }) => cause);
}

/** A resource with links made from the Host header. */
function linked(origin: string, more: { readonly [name: string]: Json } = {}): Got {
  return { status: 201, body: { _links: { self: { href: `${origin}/charges/c1` }, all: [`see ${origin}/charges`] }, ...more }, headers: { 'content-type': 'application/json', location: `${origin}/charges/c1`, etag: `"${origin.length}"` } };
}

const ONE = 'http://127.0.0.1:4001';
const OTHER = 'https://two.test';
const page = (origin: string, more = ''): Got => ({ status: 201, body: `<a href="${origin}/charges/c1">${more}</a>` });
const bytes: Promises = { replay: { finished: 'replay', identity: 'bytes', status: 'same' } };

describe('links that a service makes from the name by which it is called', () => {
  it('should be no other answer where the kit called two instances', () => {
    expect(found(linked(ONE), linked(OTHER), 1)).toEqual([]);
    expect(found(page(ONE), page(OTHER), 1)).toEqual([]);
    expect(found(linked(ONE), linked(OTHER), 1, bytes)).toEqual([]);
    expect(found({ status: 201, body: `{"href":"http:\\/\\/one.test\\/c1"}` }, { status: 201, body: `{"href":"http:\\/\\/two.test:81\\/c1"}` }, 1, bytes)).toEqual([]);
  });

  it('should be one where one instance was called', () => {
    expect(found(linked(ONE), linked(OTHER), 0)).toEqual(['member-changed']);
    expect(found(page(ONE), page(OTHER), 0)).toEqual(['body']);
  });

  it('should hide nothing that differs besides', () => {
    expect(found(linked(ONE, { total: 1 }), linked(OTHER, { total: 2 }), 1)).toEqual(['member-changed']);
    expect(found(linked(ONE, { next: `${ONE}/a` }), linked(OTHER, { next: `${OTHER}/b` }), 1)).toEqual(['member-changed']);
    expect(found(page(ONE), page(OTHER, 'again'), 1)).toEqual(['body']);
  });

  it('should name one resource where an id is such a link', () => {
    const contract = { resourceId: ['/@id'], retentionMs: 1_000 };
    const named = (origin: string): Got => ({ status: 201, body: { '@id': `${origin}/charges/c1` } });
    expect(found(named(ONE), named(OTHER), 1, contract)).toEqual([]);
  });
});
