import { describe, expect, it } from 'vitest';
import { properties } from '../../properties/index.js';
import { classify } from '../../src/contracts/classify.js';
import { createTally, isConfirmed, judgeHistory } from '../../src/judge/index.js';
import type { History } from '../../src/model/index.js';
import { history, made } from './build.js';

const first = made('c1');
const marked = { ...first, headers: { ...first.headers, replayed: 'true' } };
const again = { at: [20, 30], got: marked } as const;
const ordinary = history([{ sent: [{ at: [0, 10], got: first }, again], effects: 1 }]);
const odd = history([{ sent: [{ at: [0, 10], got: marked }, again], effects: 1 }]);

function isFound(count: number, isOdd: (index: number) => boolean): boolean {
  const histories = Array.from({ length: count }, (_, index): History => (isOdd(index) ? odd : ordinary));
  return isConfirmed(histories.reduce((sum, each) => sum.add(judgeHistory(each, properties, classify)), createTally(properties)), 'marker', 'marked-first');
}

describe('a first answer with the marker', () => {
  it('should be a suspicion, since a proxy may have sent the request before', () => {
    const { findings, suspects } = judgeHistory(odd, properties, classify);
    expect(findings).toEqual([]);
    expect(suspects.map(({ cause }) => cause)).toEqual(['marked-first']);
  });

  it('should be found where most of them have it, and soon', () => {
    expect(isFound(12, () => true)).toBe(true);
    expect(isFound(200, (index) => index % 4 !== 0)).toBe(true);
  });

  it('should not be found where a proxy retries now and then', () => {
    expect(isFound(3000, (index) => index % 30 === 0)).toBe(false);
    expect(isFound(3000, (index) => index % 3 === 0)).toBe(false);
  });
});
