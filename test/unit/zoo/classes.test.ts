import { describe, expect, it } from 'vitest';

import { every, everyCorrect, everyPlanted } from '../../zoo/every.js';
import { demos } from './demos.js';

/** Rows of the bug zoo, the list of how idempotency breaks: 1 to 61. */
const CLASSES = Array.from({ length: 61 }, (_, index) => index + 1);

/** No server of the zoo can show these. */
const NOT_HERE: { readonly [bugClass: number]: string } = {
  51: 'a consumer of messages acknowledges before it persists: there is no broker here',
  52: 'a consumer commits its note before the effect, and the broker delivers again',
  53: 'a consumer dies between its commit and its acknowledgement',
  54: 'two subscribers share one note of what was delivered',
  56: 'a broker forgets at a restart what it has seen',
  57: 'the `redelivered` flag of a broker',
  58: 'an old version of a resource that comes late over a broker',
  59: 'an old version that brings back what was deleted',
  60: 'ties between equal versions',
};

const twinOf = ({ name, twin }: (typeof everyPlanted)[number]): string | undefined => twin ?? demos[name]?.relative;

describe('the classes of the zoo', () => {
  it('should be planted, each of them that HTTP, processes, instances, a downstream and a store can show', () => {
    const planted = new Set(everyPlanted.flatMap(({ bugClass }) => (bugClass === undefined ? [] : [bugClass])));
    expect(CLASSES.filter((each) => !planted.has(each))).toEqual(Object.keys(NOT_HERE).map(Number));
    expect(planted.size).toBeGreaterThanOrEqual(48);
  });

  it('should have a correct twin for each planted server', () => {
    const correct = new Set(everyCorrect.map(({ name }) => name));
    expect(everyPlanted.filter((server) => !correct.has(twinOf(server) ?? '')).map(({ name }) => name)).toEqual([]);
  });

  it('should have names of their own, and say which property is to speak', () => {
    expect(new Set(every.map(({ name }) => name)).size).toBe(every.length);
    expect(everyPlanted.filter(({ intended }) => intended === undefined)).toEqual([]);
    expect(everyCorrect.filter(({ intended, bugClass }) => intended !== undefined || bugClass !== undefined)).toEqual([]);
  });
});
