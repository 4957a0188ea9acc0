import { describe, expect, it } from 'vitest';

import { compileTarget, parsePlan, simplerPlans } from '../../../src/generate/index.js';
import { validatePlan } from '../../../src/generate/validate/references.js';
import type { Operation } from '../../../src/model/index.js';
import { hasCopies, operationsOf } from '../../../src/model/index.js';
import { context, FEATURES, plansOf, target } from './fixture.js';
import { operationOf, planOf, render } from './sent.js';

const TWO = target({ principals: ['alice', 'bob'].map((name) => ({ name, headers: [] })) });
const WHERE = context({ target: TWO });
const ORIGINAL = operationOf({ draws: { amount: 7 } });
const COPY = operationOf({ id: 1, principal: 1, copies: 0, key: { kind: 'shared', of: 0 }, attempts: [{ id: 'a1', start: { kind: 'after', of: 'a0', pauseMs: 0 } }] });

describe('an operation that copies a payload', () => {
  const blueprint = compileTarget(TWO);

  it('should send the bytes of the other, and neither has a nonce to be counted by', () => {
    const [original, copy] = [[ORIGINAL, COPY].toReversed(), [ORIGINAL, COPY]].map((operations) => render(blueprint, operations));
    expect(copy?.text).toBe(original?.text);
    expect(copy?.key).toBe(original?.key);
    expect([original?.nonce, copy?.nonce]).toEqual([undefined, undefined]);
    expect(render(blueprint, [ORIGINAL]).nonce).toBeTypeOf('string');
  });

  it('should have a key of its own where it is not shared', () => {
    const own = render(blueprint, [ORIGINAL, { ...COPY, key: { kind: 'fresh' } }]);
    expect(own.key).not.toBe(render(blueprint, [ORIGINAL]).key);
  });
});

describe('plans with copies', () => {
  const plans = plansOf(3, 600, WHERE, FEATURES);
  const copying = plans.filter(hasCopies);

  it('should be a few, with an original, its copy, the same payload under another key and another payload under that one', () => {
    expect(copying.length).toBeGreaterThan(5);
    expect(copying.length).toBeLessThan(plans.length / 3);
    const keys = new Set<string>();
    for (const plan of copying) {
      expect(validatePlan(plan)).toEqual([]);
      expect(parsePlan(JSON.parse(JSON.stringify(plan)))).toEqual(plan);
      const [original, copy, control, namesake] = operationsOf(plan) as [Operation, Operation, Operation, Operation];
      expect([original, copy, control, namesake].map(({ copies }) => copies)).toEqual([undefined, 0, 0, undefined]);
      expect([copy.principal, control.principal]).toEqual([1 - original.principal, 1 - original.principal]);
      expect(namesake).toMatchObject({ principal: original.principal, key: { kind: 'shared', of: 2 } });
      keys.add(copy.key.kind);
    }
    expect([...keys].toSorted()).toEqual(['absent', 'shared']);
  });

  it('should need two callers, and nothing that is prepared for one of them', () => {
    const setups = [{ method: 'POST', path: '/customers', headers: [], captures: {} }];
    for (const where of [context(), context({ target: { ...TWO, setups } })]) expect(plansOf(3, 400, where, FEATURES).some(hasCopies)).toBe(false);
  });

  it('should shrink to valid plans in which each copy still has its original', () => {
    const plan = copying[0];
    const simpler = plan === undefined ? [] : [...simplerPlans(plan, WHERE)];
    expect(simpler.length).toBeGreaterThan(10);
    for (const each of simpler) expect(validatePlan(each)).toEqual([]);
    const alone = simpler.filter((each) => operationsOf(each).length < 4 && hasCopies(each));
    for (const each of alone) for (const { copies } of operationsOf(each)) expect(copies ?? 0).toBe(0);
  });
});

describe('validatePlan', () => {
  it.each([
    [{ copies: 5 }, 'operation 1 copies the payload of operation 5, which does not exist'],
    [{ copies: 1 }, 'operation 1 copies the payload of operation 1, which is a copy itself'],
    [{ route: 1 }, 'operation 1 copies the payload of operation 0, which is on another route'],
  ])('should refuse %o', (changes, breach) => {
    expect(validatePlan(planOf(ORIGINAL, { ...COPY, ...changes }))).toEqual([breach]);
  });
});
