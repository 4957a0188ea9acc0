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

  it('should be no suspicion where the service was killed meanwhile, since a proxy sends again what that cut off', () => {
    const killed = history([{ sent: [{ at: [0, 10], got: marked }, again], effects: 1 }], { more: [{ type: 'disruption', atMs: 5, id: 'd0', what: 'killed' }] });
    expect(judgeHistory(killed, properties, classify).suspects).toEqual([]);
  });

  it.each([
    ['all of them have it, and soon', 5, () => true],
    ['most of them have it', 20, (index: number) => index % 4 !== 0],
    ['a third has it, as in a race', 100, (index: number) => index % 3 === 0],
    ['every sixth has it', 1000, (index: number) => index % 6 === 0],
  ])('should be found where %s', (_, count, isOdd) => {
    expect(isFound(count, isOdd)).toBe(true);
  });

  it.each([
    ['sends every thirtieth request again', 3000, (index: number) => index % 30 === 0],
    ['sends every twelfth again', 3000, (index: number) => index % 12 === 0],
    ['sends the first few again', 4, () => true],
    ['sends the first two again, and one of eight after that', 40, (index: number) => index < 2 || index % 8 === 0],
  ])('should not be found where a proxy %s', (_, count, isOdd) => {
    expect(isFound(count, isOdd)).toBe(false);
  });
});
