import { describe, expect, it } from 'vitest';
import { properties } from '../../../properties/index.js';
import { createBench } from '../../../src/check/judging.js';
import { classify } from '../../../src/contracts/index.js';
import type { Told } from '../../properties/build.js';
import { history, made } from '../../properties/build.js';

const twice: Told = { sent: [{ at: [0, 10], got: made('c1') }, { at: [5, 15], got: made('c1') }], effects: 1 };
const unfit = { type: 'note', atMs: 0, text: 'the setup failed', unfit: true } as const;

describe('what occurs in a campaign', () => {
  it('should count where it put properties to the test, and not where the history says nothing of most of them', () => {
    const bench = createBench(properties, classify);
    expect(bench.judge(history([twice])).situations).toContain('overlapped');
    expect(bench.judge(history([twice], { more: [unfit] })).situations).toEqual([]);
    expect(bench.judge(history([twice, { ...twice, principal: 1, copies: 0 }])).situations).toEqual([]);
    expect(bench.reached.get('overlapped')).toBe(1);
  });

  it('should ask those alone about copied payloads that can tell the two apart', () => {
    const bench = createBench(properties, classify);
    // Two effects of one reference, and nobody can say whose.
    bench.judge(history([{ ...twice, effects: 2 }, { ...twice, principal: 1, copies: 0, effects: 2 }]));
    const asked = [...bench.tally.counts].filter(([, { exposed, unknowns, skips, causes }]) => exposed + unknowns.size + skips.size + causes.size > 0);
    expect(asked.map(([id]) => id)).toEqual(['isolation']);
  });
});
