import { describe, expect, it } from 'vitest';
import { climateOf, drawPlan, featuresAvailable, parsePlan, PlanError, revocationPlan } from '../../../src/generate/index.js';
import { validatePlan } from '../../../src/generate/validate/references.js';
import type { Attempt, Contract, Plan } from '../../../src/model/index.js';
import { operationsOf } from '../../../src/model/index.js';
import { CONTRACT, context, FEATURES, FULL, identity, plansOf, route, target } from './fixture.js';

const attemptsOf = (plan: Plan): Attempt[] => operationsOf(plan).flatMap(({ attempts }) => [...attempts]);

describe('featuresAvailable', () => {
  it('should hold only what the target can show', () => {
    expect(featuresAvailable(FULL)).toEqual(FEATURES);
    expect(featuresAvailable(context())).toEqual(['crowd', 'hostile-keys', 'loss', 'methods', 'mismatch', 'near-keys', 'no-key', 'overlap', 'spelling']);
    const natural = context({ target: target({ key: null, instances: ['a', 'b'] }), contract: { ...CONTRACT, natural: true }, faults: [] });
    expect(featuresAvailable(natural)).toEqual(['crowd', 'instances', 'overlap']);
  });

  it('should follow the contract', () => {
    const without = context({ contract: { version: 1, name: 'x', scope: ['principal'] }, target: FULL.blueprint.target });
    expect(featuresAvailable(without)).not.toContain('routes');
    expect(featuresAvailable(without)).not.toContain('methods');
    expect(featuresAvailable(without)).not.toContain('mismatch');
    expect(featuresAvailable(without)).toContain('principals');
  });

  it('should not offer another payload where nothing can be redrawn', () => {
    expect(featuresAvailable(context({ target: target({ routes: [route({ bodies: ['{"a":"{{int 1 1}}"}'] })] }) }))).not.toContain('mismatch');
    expect(featuresAvailable(context({ target: target({ routes: [route({ path: '/{{nonce}}/{{uuid}}', bodies: [] })] }) }))).not.toContain('mismatch');
  });
});

describe('climateOf', () => {
  it('should begin with the heart and then draw subsets', () => {
    expect([0, 1, 2].map((n) => climateOf(7, n, FEATURES))).toEqual([['overlap'], ['loss'], ['loss', 'overlap']]);
    const climates = Array.from({ length: 1000 }, (_, n) => climateOf(7, n + 3, FEATURES));
    const share = (feature: string): number => climates.filter((climate) => (climate as string[]).includes(feature)).length / 1000;
    expect(share('overlap')).toBeGreaterThan(0.7);
    expect(share('loss')).toBeGreaterThan(0.65);
    for (const feature of FEATURES.filter((each) => each !== 'loss' && each !== 'overlap')) {
      expect(share(feature)).toBeGreaterThan(0.24);
      expect(share(feature)).toBeLessThan(0.36);
    }
    expect(climateOf(7, 9, FEATURES)).toEqual(climateOf(7, 9, [...FEATURES].toReversed()));
  });
});

describe('drawPlan', () => {
  it('should be a function of the address', () => {
    const address = { seed: 5, climate: FEATURES, index: 12 };
    const plan = drawPlan(address, FULL);
    plansOf(6, 50, FULL, FEATURES);
    expect(drawPlan(address, FULL)).toEqual(plan);
    expect(drawPlan({ ...address, index: 13 }, FULL)).not.toEqual(plan);
    expect(plan.address).toEqual(address);
  });

  it('should draw valid plans that survive a file and can be rendered', () => {
    for (const plan of plansOf(1, 800, FULL, FEATURES)) {
      expect(validatePlan(plan)).toEqual([]);
      expect(parsePlan(JSON.parse(JSON.stringify(plan)))).toEqual(plan);
      const operations = operationsOf(plan);
      expect(operations.length).toBeLessThanOrEqual(4);
      for (const operation of operations) {
        expect(operation.attempts.length).toBeGreaterThanOrEqual(2);
        expect(operation.attempts.length).toBeLessThanOrEqual(30);
        const own = FULL.blueprint.renderAttempt(plan, operation, {}, identity());
        for (const attempt of operation.attempts) {
          const sent = FULL.blueprint.renderAttempt(plan, operation, attempt, identity());
          const differs = attempt.variant?.payload !== undefined || attempt.variant?.method !== undefined;
          expect(sent.payloadIdentity !== own.payloadIdentity).toBe(differs);
        }
      }
    }
  });

  it('should be small on average, and full of overlap and loss', () => {
    const plans = plansOf(2, 2000, FULL, ['loss', 'overlap']);
    const attempts = plans.map((plan) => attemptsOf(plan).length);
    expect(attempts.reduce((sum, count) => sum + count, 0) / plans.length).toBeLessThan(4.5);
    const share = (is: (plan: Plan) => boolean): number => plans.filter(is).length / plans.length;
    expect(share((plan) => attemptsOf(plan).some(({ start }) => start.kind === 'together'))).toBeGreaterThan(0.5);
    expect(share((plan) => attemptsOf(plan).some(({ start }) => start.kind === 'during'))).toBeGreaterThan(0.2);
    expect(share((plan) => attemptsOf(plan).some(({ fault }) => fault !== undefined))).toBe(1);
  });

  it('should draw nothing of what is not in its climate', () => {
    for (const plan of plansOf(3, 300, FULL, ['overlap'])) {
      for (const { fault, variant, instance } of attemptsOf(plan)) expect([fault, variant, instance]).toEqual([undefined, undefined, undefined]);
      for (const { key, principal, route: at, body } of operationsOf(plan)) expect([key.kind, principal, at, body]).toEqual(['fresh', 0, 0, 0]);
      expect(plan.crowd).toEqual([]);
    }
    for (const plan of plansOf(3, 300, FULL, ['loss'])) {
      expect(plan.lane).toBe('pooled');
      for (const { start } of attemptsOf(plan)) expect(['begin', 'after']).toContain(start.kind);
    }
    const polite = context({ faults: ['response-withheld'] });
    for (const plan of plansOf(4, 200, polite, ['loss'])) for (const { fault } of attemptsOf(plan)) expect(fault?.kind ?? 'response-withheld').toBe('response-withheld');
  });

  it('should reach every feature', () => {
    const plans = plansOf(5, 2000, FULL, FEATURES);
    const operations = plans.flatMap(operationsOf);
    const attempts = plans.flatMap(attemptsOf);
    expect(new Set(operations.map(({ key }) => key.kind))).toEqual(new Set(['fresh', 'near', 'shared', 'hostile', 'absent', 'empty']));
    expect(new Set(attempts.flatMap(({ variant }) => variant?.payload?.kind ?? []))).toEqual(new Set(['redrawn', 'nonce', 'literal', 'invalid']));
    expect(new Set(attempts.flatMap(({ variant }) => variant?.method ?? []))).toEqual(new Set(['HEAD', 'GET', 'OPTIONS']));
    expect(new Set(attempts.flatMap(({ variant }) => variant?.spelling ?? []))).toEqual(new Set(['reordered', 'spaced']));
    expect(new Set(attempts.flatMap(({ variant }) => variant?.noise ?? []))).toEqual(new Set(FULL.calibration.noise));
    expect(new Set(attempts.flatMap(({ variant }) => variant?.framing ?? []))).toEqual(new Set(FULL.calibration.framings));
    expect(Math.max(...operations.map(({ filler }) => filler?.length ?? 0))).toBe(63_000);
    expect(Math.max(...operations.map(({ attempts: own }) => own.length))).toBeGreaterThan(25);
    expect(new Set(attempts.flatMap(({ start }) => (start.kind === 'after' ? start.pauseMs : [])))).toEqual(new Set([0, 20, 100, 1_000, 5_000]));
    expect(new Set(attempts.flatMap(({ fault }) => fault?.kind ?? []))).toEqual(new Set(FULL.faults));
    expect(new Set(plans.map(({ lane }) => lane))).toEqual(new Set(FULL.lanes));
    expect(new Set(attempts.map(({ instance = 0 }) => instance))).toEqual(new Set([0, 1]));
    expect(Math.max(...plans.flatMap(({ crowd }) => crowd.map(({ count }) => count)))).toBeGreaterThan(200);
    expect(plans.some(({ crowd }) => crowd.length > 0)).toBe(true);
  });

  it('should draw up to 30 at once for lanes of one packet, and a third after the answer to the second', () => {
    const plans = plansOf(3, 3000, context({ lanes: ['pooled', 'pipelined', 'h2'] }), ['overlap']);
    const together = (plan: Plan): number => attemptsOf(plan).filter(({ start }) => start.kind === 'together').length + 1;
    for (const lane of ['pipelined', 'h2']) expect(Math.max(...plans.filter((plan) => plan.lane === lane).map(together))).toBeGreaterThanOrEqual(28);
    const thirds = plans.filter((plan) => {
      const [first, second, third] = operationsOf(plan)[0]?.attempts ?? [];
      return second?.start.kind === 'together' && second.start.as === first?.id && third?.start.kind === 'after' && third.start.of === second.id;
    });
    expect(thirds.length).toBeGreaterThan(plans.length / 50);
  });

  it('should wait for the windows of a contract that are short enough to wait for', () => {
    const pausesOf = (contract: Contract): Set<number> =>
      new Set(plansOf(9, 4_000, context({ contract }), ['overlap']).flatMap(attemptsOf).flatMap(({ start }) => (start.kind === 'after' ? start.pauseMs : [])));
    expect(pausesOf({ ...CONTRACT, leaseMs: 2_000, retentionMs: 3_000 })).toEqual(new Set([0, 20, 100, 1_000, 5_000, 2_200, 2_400]));
    expect(pausesOf({ ...CONTRACT, leaseMs: 10_000, retentionMs: 86_400_000 })).toEqual(new Set([0, 20, 100, 1_000, 5_000]));
  });

  it('should send trains of retries around the expected end', () => {
    const trains = plansOf(10, 500, FULL, ['overlap']).flatMap(operationsOf).filter(({ attempts }) => attempts.filter(({ start }) => start.kind === 'during').length >= 3);
    const spans = trains.map(({ attempts }) => attempts.flatMap(({ start }) => (start.kind === 'during' ? start.durations : [])));
    expect(trains.length).toBeGreaterThan(25);
    expect(spans.filter((span) => Math.min(...span) < 1 && Math.max(...span) >= 1).length).toBeGreaterThan(25);
  });

  it('should put nothing on a barrier that needs a connection of its own', () => {
    for (const plan of plansOf(11, 1_000, FULL, ['loss', 'noise', 'overlap'])) {
      const all = attemptsOf(plan);
      const leaders = all.flatMap(({ start }) => (start.kind === 'together' ? start.as : []));
      const framed = all.filter(({ variant }) => variant?.framing !== undefined);
      expect(framed.filter(({ id, start }) => start.kind === 'together' || leaders.includes(id))).toEqual([]);
    }
  });

  it('should stay within the limits of the key', () => {
    const short = context({ contract: { ...CONTRACT, key: { in: 'header', name: 'K', maxLength: 64, characters: '[!-~]' } } });
    const keys = plansOf(6, 500, short, ['hostile-keys', 'near-keys']).flatMap(operationsOf).map(({ key }) => key);
    expect(new Set(keys.flatMap((key) => (key.kind === 'near' ? key.change : [])))).toEqual(new Set(['case', 'punctuation', 'tail-36']));
    const texts = keys.flatMap((key) => (key.kind === 'hostile' ? key.text.replaceAll('{{nonce}}', 'x'.repeat(20)) : []));
    expect(texts.length).toBeGreaterThan(50);
    expect(texts.filter((text) => !/^[!-~]{1,64}$/.test(text))).toEqual([]);
  });

  it('should draw a revocation apart', () => {
    expect(revocationPlan({ seed: 1, climate: [], index: 0 }, FULL)).toBeNull();
    const revocable = context({ target: target({ revoke: { method: 'DELETE', path: '/session', headers: [] } }) });
    const plan = revocationPlan({ seed: 1, climate: [], index: 0 }, revocable) as Plan;
    expect(validatePlan(plan)).toEqual([]);
    expect(attemptsOf(plan).map(({ id, start }) => [id, start.kind === 'after' ? start.of : start.kind])).toEqual([['a0', 'begin'], ['a2', 'a1'], ['a1', 'r0']]);
  });
});

describe('parsePlan', () => {
  const plan = drawPlan({ seed: 1, climate: ['overlap'], index: 0 }, context());

  it('should name every breach and its place', () => {
    const bad = JSON.parse(JSON.stringify(plan)) as { lane: string; steps: { operation: { id: number; attempts: { start: unknown }[] } }[] };
    bad.lane = 'fast';
    (bad.steps[0] as (typeof bad.steps)[0]).operation.attempts[0] = { start: { kind: 'soon' } };
    expect(() => parsePlan(bad)).toThrow(PlanError);
    expect(() => parsePlan(bad)).toThrow(/\/lane: one of pooled.*, not "fast"\n {2}\/steps\/0\/operation\/attempts\/0\/id: text is wanted, not nothing\n {2}\/steps\/0\/operation\/attempts\/0\/start\/kind: one of begin/);
    for (const value of [null, 5, [], 'x', {}]) expect(() => parsePlan(value)).toThrow(PlanError);
  });

  it('should find references to nothing, cycles and ids that are there twice', () => {
    const [operation] = operationsOf(plan);
    const attempts = (...starts: readonly Attempt['start'][]): string[] =>
      validatePlan({ ...plan, steps: [{ kind: 'operation', operation: { ...(operation as NonNullable<typeof operation>), attempts: starts.map((start, at) => ({ id: `a${at % 2}`, start })) } }] });
    expect(attempts({ kind: 'after', of: 'a7', pauseMs: 0 })).toEqual(['attempt a0 starts relative to a7, which does not exist']);
    expect(attempts({ kind: 'together', as: 'a1' }, { kind: 'after', of: 'a0', pauseMs: 0 })).toEqual(['attempt a0 starts relative to itself in the end', 'attempt a1 starts relative to itself in the end']);
    const begin = { kind: 'begin', durations: 0 } as const;
    expect(attempts(begin, begin, begin)).toEqual(['id a0 is there twice']);
    expect(attempts()).toEqual(['operation 0 has no attempt']);
  });
});
