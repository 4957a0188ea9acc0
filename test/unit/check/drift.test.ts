import { describe, expect, it } from 'vitest';
import { watchDrift } from '../../../src/check/drift.js';
import { classify } from '../../../src/contracts/index.js';
import { readFacts } from '../../../src/model/index.js';
import { history, made } from '../../properties/build.js';

describe('drift', () => {
  it('should show the sentence that its hint answers, though others come first', () => {
    const sends = (statuses: readonly number[]) => history([{ sent: statuses.map((status, index) => ({ at: [index * 10, index * 10 + 5] as [number, number], got: status === 201 ? made('c1') : status })) }]);
    const saved = sends([201, 201, 201, 201, 201]);
    const watch = watchDrift(saved, classify);
    watch.see(readFacts(sends([200, 200, 200, 200, 401]), classify).attempts);
    const { sentences, hint } = watch.told();
    expect(sentences).toEqual(['a0 was answered 200 in 1 of 1 run (it was 201)', 'a1 was answered 200 in 1 of 1 run (it was 201)', 'a4 was answered 401 in 1 of 1 run (it was 201)']);
    expect(hint).toContain('give it credentials');
  });
});
