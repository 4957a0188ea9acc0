import { describe, expect, it } from 'vitest';
import { noiseHeaders } from '../../../src/generate/blueprint/noise.js';
import { filledTree } from '../../../src/generate/blueprint/tree.js';
import { simplerPlans } from '../../../src/generate/index.js';
import type { Noise, Operation, Plan } from '../../../src/model/index.js';
import { operationsOf } from '../../../src/model/index.js';
import { context, identity, plansOf, shrunk, target } from './fixture.js';

const ALL: readonly Noise[] = ['accept-encoding', 'cookie', 'tracing', 'user-agent'];

describe('noiseHeaders', () => {
  it('should give each attempt lawful values of its own', () => {
    const [one, other] = ['a0', 'a1'].map((name) => noiseHeaders(ALL, name, []));
    expect(one?.map(([name]) => name)).toEqual(['accept-encoding', 'cookie', 'traceparent', 'x-request-id', 'user-agent']);
    expect(new Map(one).get('traceparent')).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
    expect(new Map(one).get('cookie')).not.toBe(new Map(other).get('cookie'));
    expect(noiseHeaders(ALL, 'a0', [])).toEqual(one);
  });

  it("should leave the user's own headers alone", () => {
    expect(noiseHeaders(ALL, 'a0', [['User-Agent', 'mine'], ['X-Request-Id', 'key']]).map(([name]) => name)).toEqual(['accept-encoding', 'cookie', 'traceparent']);
  });
});

describe('filledTree', () => {
  it('should lengthen a string, or put one first so that everything else is beyond it', () => {
    expect(filledTree({ a: 1, memo: 'hi' }, { pointer: '/memo', length: 3 })).toEqual({ a: 1, memo: 'hixxx' });
    expect(JSON.stringify(filledTree({ a: 1 }, { pointer: '/note', length: 2 }))).toBe('{"note":"xx","a":1}');
    expect(filledTree({ a: 1 }, { pointer: '/a', length: 2 })).toEqual({ a: 1 });
    expect(filledTree({ a: 1 }, undefined)).toEqual({ a: 1 });
  });
});

describe('an operation with meaningless differences', () => {
  const where = context({ calibration: { noise: ALL, framings: ['split', 'chunked'], fillers: [{ pointer: '/note', length: 9_000 }] } });
  const send = (plan: Plan, operation: Operation, index: number) => where.blueprint.renderAttempt(plan, operation, operation.attempts[index] ?? {}, identity());

  it('should be the same request, in other looks', () => {
    const noisy = plansOf(1, 300, where, ['noise']).flatMap((plan) => operationsOf(plan).map((operation) => ({ plan, operation }))).filter(({ operation: { attempts } }) => attempts[0]?.variant === undefined && (attempts[1]?.variant?.noise ?? []).length > 0);
    expect(noisy.length).toBeGreaterThan(30);
    for (const { plan, operation } of noisy) {
      const [first, second] = [send(plan, operation, 0), send(plan, operation, 1)];
      expect(second.payloadIdentity).toBe(first.payloadIdentity);
      expect(second.key).toBe(first.key);
      expect(second.request.headers).not.toEqual(first.request.headers);
    }
  });

  it('should carry its filler in every attempt', () => {
    const [plan] = plansOf(2, 50, where, ['large']).filter((each) => operationsOf(each)[0]?.filler !== undefined);
    const operation = operationsOf(plan as Plan)[0] as Operation;
    const bodies = operation.attempts.map((_, index) => send(plan as Plan, operation, index).request.body);
    expect(new Set(bodies.map((body) => new TextDecoder().decode(body ?? undefined))).size).toBe(1);
    expect(bodies[0]?.length).toBeGreaterThan(operation.filler?.length ?? Infinity);
  });

  it('should shrink to one difference, in its plainest form', () => {
    const fails = (plan: Plan): boolean => operationsOf(plan).some(({ attempts }) => attempts.length > 1 && attempts.some(({ variant }) => (variant?.noise ?? []).length > 0));
    for (const plan of plansOf(3, 60, where, ['loss', 'mismatch', 'noise', 'spelling']).filter(fails)) {
      const variants = operationsOf(shrunk(plan, fails, where)).flatMap(({ attempts }) => attempts.flatMap(({ variant }) => variant ?? []));
      expect(variants).toEqual([{ noise: ['user-agent'] }]);
    }
  });

  it('should shrink a filler to the length that is needed', () => {
    const fails = (plan: Plan): boolean => operationsOf(plan).some(({ filler }) => (filler?.length ?? 0) >= 4_097);
    for (const plan of plansOf(4, 60, where, ['large', 'loss']).filter(fails)) {
      expect(operationsOf(shrunk(plan, fails, where)).map(({ filler, attempts }) => [filler?.length, attempts.length])).toEqual([[4_097, 1]]);
    }
    const plain = plansOf(4, 1, context({ target: target() }), ['loss'])[0] as Plan;
    expect([...simplerPlans(plain)].flatMap(operationsOf).filter(({ filler }) => filler !== undefined)).toEqual([]);
  });
});
