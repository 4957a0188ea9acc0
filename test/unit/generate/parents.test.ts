import { describe, expect, it } from 'vitest';

import { compileTarget, drawPlan, parsePlan, simplerPlans } from '../../../src/generate/index.js';
import { validatePlan } from '../../../src/generate/validate/references.js';
import type { Attempt, Operation, Plan, Route } from '../../../src/model/index.js';
import { operationsOf } from '../../../src/model/index.js';
import { context, FEATURES, identity, plansOf, route, shrunk, target } from './fixture.js';
import { operationOf, planOf, render } from './sent.js';

const REFUND = '{"amount":"{{int 1 50}}","reference":"{{nonce}}"}';
const refund = (changes: Partial<Route> = {}): Route =>
  route({ name: 'POST /charges/{{answer /id}}/refund', path: '/charges/{{answer /id}}/refund', bodies: [REFUND], effects: [], ...changes });
const withRefund = (changes: Partial<Route> = {}) => target({ routes: [route(), refund(changes)] });
const WHERE = context({ target: { ...withRefund(), principals: ['alice', 'bob'].map((name) => ({ name, headers: [] })) } });

const PARENT = operationOf();
const CHILD = operationOf({ id: 1, route: 1, key: { kind: 'shared', of: 0 }, parent: 0, attempts: [{ id: 'a1', start: { kind: 'after', of: 'a0', pauseMs: 0 } }] });
const isChild = ({ parent }: Operation): boolean => parent !== undefined;

describe('a request that is made from an answer', () => {
  const answered = identity({ answer: { id: 're_1' }, parentAnswer: { id: 'ch 7/8', data: { code: 5 } } });

  it('should take values from the accepted answer of the operation that it belongs to', () => {
    const blueprint = compileTarget(withRefund({ path: '/charges/{{answer /id}}/refund?code={{answer /data/code}}', headers: [['X-Charge', '{{answer /id}}']], bodies: ['{"charge":"{{answer /id}}","code":"{{answer /data/code}}"}'] }));
    const { request, json } = render(blueprint, [PARENT, CHILD], answered);
    expect(request.path).toBe('/charges/ch%207%2F8/refund?code=5');
    expect(request.headers).toContainEqual(['X-Charge', 'ch 7/8']);
    expect(json).toEqual({ charge: 'ch 7/8', code: 5 });
    expect([0, 1].map((index) => blueprint.answersNeeded(index))).toEqual([[], ['/id', '/data/code']]);
  });

  it('should be told from what its probes take from its own answer, by name too', () => {
    const probe = { method: 'GET', path: '/charges/{{charge}}/refunds/{{answer /id}}', headers: [], text: '' };
    const blueprint = compileTarget(withRefund({ path: '/charges/{{charge=answer /id}}/refund', effects: [probe] }));
    expect(blueprint.renderAside({ kind: 'effects', probe: 0 }, CHILD, answered, 'n').path).toBe('/charges/ch%207%2F8/refunds/re_1');
    expect(blueprint.answersNeeded(1)).toEqual(['/id']);
  });

  it('should have the key of its parent, and a control in its own right', () => {
    const blueprint = compileTarget(withRefund());
    const own = render(blueprint, [PARENT, CHILD], answered);
    expect(own.key).toBe(render(blueprint, [PARENT], answered).key);
    const control = render(blueprint, [PARENT, CHILD], { ...answered, control: 1 });
    expect(control.request.path).toBe(own.request.path);
    expect([control.key === own.key, control.nonce === own.nonce]).toEqual([false, false]);
  });

  it.each([
    [target({ routes: [route({ path: '/charges/{{answer /id}}' })] }), 'the URL: {{answer /id}} in the request itself, which has no answer yet'],
    [target({ routes: [route({ effects: [{ method: 'GET', path: '/c/{{c=answer /id}}', headers: [], text: '' }], bodies: ['{"a":"{{c}}"}'] })] }), '--body, at /a: {{c}} in the request itself'],
    [withRefund({ path: '/charges/{{c}}/refund', effects: [{ method: 'GET', path: '/r/{{c=answer /id}}', headers: [], text: '' }] }), '--also, the URL: {{c}} in the request itself'],
    [{ ...withRefund(), key: { in: 'header', name: 'K', format: 'raw', template: '{{answer /id}}{{uuid}}' } as const }, '--key: {{answer /id}} in the request itself'],
    [{ ...withRefund(), setups: [{ method: 'POST', path: '/x/{{answer /id}}', headers: [], captures: {} }] }, '--setup: {{answer /id}} in the request itself'],
  ])('should not be asked for where there is no answer yet: %#', (bad, message) => {
    expect(() => compileTarget(bad)).toThrow(message);
    expect(() => compileTarget(bad)).toThrow('for --also and --also-body (what the request before it was answered)');
  });
});

describe('plans with such a request', () => {
  const plans = plansOf(3, 600, WHERE, FEATURES);
  const children = plans.flatMap((plan) => operationsOf(plan).filter(isChild).map((child) => ({ plan, child })));

  it('should send it after the last attempt of its parent, mostly under its key', () => {
    expect(children.length).toBeGreaterThan(50);
    for (const { plan, child } of children) {
      const parent = operationsOf(plan).find(({ id }) => id === child.parent);
      expect(child.attempts[0]?.start).toEqual({ kind: 'after', of: parent?.attempts.at(-1)?.id, pauseMs: 0 });
      expect([child.route, child.principal, parent?.route]).toEqual([1, parent?.principal, 0]);
    }
    const shared = children.filter(({ child }) => child.key.kind === 'shared').length / children.length;
    expect(shared).toBeGreaterThan(0.6);
    expect(shared).toBeLessThan(0.9);
  });

  it('should have a parent where the route needs one, and nowhere else', () => {
    for (const plan of plans) {
      expect(validatePlan(plan)).toEqual([]);
      expect(parsePlan(JSON.parse(JSON.stringify(plan)))).toEqual(plan);
      for (const operation of operationsOf(plan)) expect(isChild(operation)).toBe(operation.route === 1);
    }
    const plain = context({ target: target({ routes: [route(), refund({ path: '/refunds' })] }) });
    expect(plansOf(3, 200, plain, ['routes']).flatMap(operationsOf).filter(isChild)).toEqual([]);
  });
});

describe('validatePlan', () => {
  it('should refuse a parent that is not there, and one that is made from its own answer', () => {
    expect(validatePlan(planOf(PARENT, CHILD))).toEqual([]);
    expect(validatePlan(planOf({ ...CHILD, key: { kind: 'fresh' }, attempts: PARENT.attempts }))).toEqual(['operation 1 is made from the answer to operation 0, which does not exist']);
    const round = validatePlan(planOf({ ...PARENT, parent: 1 }, CHILD));
    expect(round).toEqual([0, 1].map((id) => `operation ${id} is made from its own answer in the end`));
  });

  it('should refuse a parent that is no number', () => {
    const plan = JSON.parse(JSON.stringify(planOf(PARENT, CHILD)).replace('"parent":0', '"parent":"first"')) as unknown;
    expect(() => parsePlan(plan)).toThrow('/steps/1/operation/parent: a whole number from 0 to 1000000 is wanted, not "first"');
  });
});

describe('simplerPlans', () => {
  const minimum = (fails: (plan: Plan) => boolean): Plan[] => {
    const found = new Map<string, Plan>();
    for (let seed = 0; seed < 40; seed += 1) {
      for (let index = 0; index < 4; index += 1) {
        const plan = drawPlan({ seed, climate: FEATURES, index }, WHERE);
        if (!fails(plan)) continue;
        const { address: _, ...rest } = shrunk(plan, fails, WHERE);
        found.set(JSON.stringify(rest), { address: plan.address, ...rest });
      }
    }
    return [...found.values()];
  };

  it('should keep the parent of a request, and end at both sent once, one after the other', () => {
    const plans = minimum((plan) => operationsOf(plan).some((each) => isChild(each) && each.key.kind === 'shared'));
    expect(plans).toHaveLength(1);
    const [parent, child] = operationsOf(plans[0] as Plan);
    const first: Attempt = { id: 'a0', start: { kind: 'begin', durations: 0 } };
    expect(parent).toEqual({ ...PARENT, draws: { '#0': 1, '#1': 'usd' }, attempts: [first] });
    expect(child).toEqual({ ...CHILD, draws: { '#0': 1 } });
    expect(plans[0]).toMatchObject({ lane: 'pooled', crowd: [], disruptions: [] });
  });

  it('should give the first principal to both at once', () => {
    const plan = planOf({ ...PARENT, principal: 1, draws: { '#0': 1, '#1': 'usd' } }, { ...CHILD, principal: 1, draws: { '#0': 1 } });
    const same = (each: Plan): boolean => new Set(operationsOf(each).map(({ principal }) => principal)).size === 1 && operationsOf(each).length === 2;
    expect(operationsOf(shrunk(plan, same, WHERE)).map(({ principal }) => principal)).toEqual([0, 0]);
  });

  it('should drop what needs an answer with whom it comes from, and the answer with the route that needs it', () => {
    const simpler = [...simplerPlans(planOf(PARENT, CHILD), WHERE)];
    expect(simpler.map((plan) => operationsOf(plan).length)).toContain(1);
    for (const plan of simpler) {
      expect(validatePlan(plan)).toEqual([]);
      for (const operation of operationsOf(plan)) expect(isChild(operation)).toBe(operation.route === 1);
    }
  });
});
