import { describe, expect, it } from 'vitest';

import { inFlight, properties, singleEffect } from '../../../properties/index.js';
import { classify } from '../../../src/contracts/index.js';
import { createTally, judgeHistory, verdictsOf } from '../../../src/judge/index.js';
import { bound95, boundText } from '../../../src/report/terminal/summary.js';
import { overlapIn } from '../../../src/judge/overlap.js';
import type { Told } from '../../properties/build.js';
import { facts, made } from '../../properties/build.js';

const charge = (sent: Told['sent']) => facts([{ sent, effects: 1 }]);
const PROVEN = charge([{ at: [0, 10], got: made('c1') }, { at: [5, 8], got: 409 }]);
const SEEN = charge([{ at: [0, 10], got: made('c1') }, { at: [5, 12], got: made('c1') }]);
const APART = charge([{ at: [0, 10], got: made('c1') }, { at: [15, 18], got: made('c1') }]);

describe('overlap', () => {
  it('should be proven by an in-flight answer or an unfinished body, and else only seen by the client', () => {
    expect(overlapIn(PROVEN)).toBe('answer');
    expect(overlapIn(SEEN)).toBe('client');
    expect(overlapIn(APART)).toBeUndefined();
    const stalled = charge([{ at: [0, 10], got: made('c1'), fault: { kind: 'body-stalled', ending: 'finish', durations: 2 } }, { at: [5, 12], got: made('c1') }]);
    expect(overlapIn(stalled)).toBe('body');
  });

  it('should be counted among the plans that put a property to the test, where it matters to it', () => {
    const tally = [PROVEN, PROVEN, SEEN, APART].reduce((sum, each) => sum.add(judgeHistory(each.history, properties, classify)), createTally(properties));
    const verdicts = new Map(verdictsOf(tally, [], []).map((each) => [each.id, each]));
    expect(verdicts.get(singleEffect.id)).toMatchObject({ exposed: 4, overlap: { answer: 2, body: 0, client: 1 } });
    expect(verdicts.get(inFlight.id)?.overlap).toBeDefined();
    expect(verdicts.get('identical-replay')).not.toHaveProperty('overlap');
  });
});

describe('what is said of a property that held', () => {
  const text = (exposed: number, overlap?: { answer: number; body: number; client: number }): string => boundText({ exposed, needs: [], had: [], ...(overlap === undefined ? {} : { overlap }) });

  it('should be the exact bound, and none where it would only look like knowledge', () => {
    // P(0 of n) at the bound is 5 %.
    for (const exposed of [10, 59, 640]) expect((1 - (bound95(exposed) ?? 0)) ** exposed).toBeCloseTo(0.05, 10);
    expect(bound95(9)).toBeNull();
    expect(text(59)).toBe('0 in 59 exposed plans: below 5.0 %');
  });

  it.each([
    [{ answer: 14, body: 0, client: 0 }, 'overlap proven in 14 by in-flight answers'],
    [{ answer: 14, body: 2, client: 3 }, 'overlap proven in 16 by in-flight answers and unfinished bodies, in 3 seen by the client only'],
    [{ answer: 0, body: 0, client: 3 }, 'overlap seen by the client only, in 3'],
  ])('should say of %j how it was proven', (overlap, words) => {
    expect(text(59, overlap)).toBe(`0 in 59 exposed plans: below 5.0 %; ${words}`);
  });
});
