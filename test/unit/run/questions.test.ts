import { describe, expect, it } from 'vitest';

import { drawPlan } from '../../../src/generate/index.js';
import type { Draws, Plan } from '../../../src/model/index.js';
import { operationsOf } from '../../../src/model/index.js';
import { QUESTIONS } from '../../../src/run/calibrate/questions.js';
import { context } from '../generate/fixture.js';

const DRAWN = drawPlan({ seed: 1, climate: [], index: 0 }, context());
const REST = { elsewhere: undefined, hasKey: true, hasTree: true, principals: 1, redrawable: ['#0', '#1'] };

function drawing(draws: Draws): Plan {
  return { ...DRAWN, steps: DRAWN.steps.map((step) => (step.kind === 'operation' ? { ...step, operation: { ...step.operation, draws } } : step)) };
}

function askedWith(...[plan, other, ...further]: readonly [Plan, Plan, ...Plan[]]): unknown {
  const asked = QUESTIONS.find(({ ask }) => ask === 'other-payload')?.plan({ plan, other, further, ...REST });
  return asked && operationsOf(asked)[0]?.attempts.at(-1)?.variant?.payload;
}

describe('another payload', () => {
  it('should differ in every member that can be drawn again', () => {
    const payload = askedWith(drawing({ '#0': 5, '#1': 'usd' }), drawing({ '#0': 5, '#1': 'eur' }), drawing({ '#0': 7, '#1': 'usd' }));
    expect(payload).toEqual({ kind: 'redrawn', draws: { '#0': 7, '#1': 'eur' } });
  });

  it('should keep what has only one value', () => {
    const payload = askedWith(drawing({ '#0': 5, '#1': 'usd' }), drawing({ '#0': 6, '#1': 'usd' }));
    expect(payload).toEqual({ kind: 'redrawn', draws: { '#0': 6, '#1': 'usd' } });
  });

  it('should be asked for at the same path', () => {
    const payload = askedWith(drawing({ '#0': 5, '#2': 'a' }), drawing({ '#0': 6, '#2': 'b' }));
    expect(payload).toEqual({ kind: 'redrawn', draws: { '#0': 6, '#2': 'a' } });
    expect(askedWith(drawing({ '#0': 5, '#2': 'a' }), drawing({ '#0': 5, '#2': 'b' }))).toBeUndefined();
  });

  it('should not be asked for where all are alike', () => {
    expect(askedWith(drawing({ '#0': 5 }), drawing({ '#0': 5 }))).toBeUndefined();
  });
});
