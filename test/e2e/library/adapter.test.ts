import { describe, expect, it, onTestFinished } from 'vitest';
import { httpAdapter } from '../../../adapters/index.js';
import { defineProperty, properties } from '../../../properties/index.js';
import { check } from '../../../src/check/index.js';
import type { CheckHooks } from '../../../src/check/index.js';
import type { Adapter, CountedOperation, History, Session } from '../../../src/model/index.js';
import { renderTerminal } from '../../../src/report/index.js';
import { findingsOf } from '../zoo/run.js';
import type { Openings } from './shop.js';
import { BODIES, EFFECTS, ownAdapter, ownShop } from './shop.js';

describe('check(adapter, options)', { timeout: 60_000 }, () => {
  it('should find a bug by an adapter that starts the service itself, and close it at the end', async () => {
    const openings: Openings = { opened: 0, open: 0 };
    const paths = new Set<string>();
    const onHistory = ({ events }: History): void => events.forEach((event) => event.type === 'invoke' && paths.add(event.request.path));
    const result = await check(ownAdapter(ownShop({ deaf: true }), { openings }), { path: 'POST /charges', bodies: BODIES, effects: EFFECTS, timeMs: 8_000, failFast: true }, { onHistory });
    expect(result.exitCode, result.exitReason).toBe(1);
    expect(findingsOf(result)).toContain('single-effect/second-effect');
    expect(result.target).toMatch(/^POST http:\/\/127\.0\.0\.1:\d+\/charges$/);
    expect(paths).toEqual(new Set(['/charges']));
    expect(openings).toEqual({ opened: 1, open: 0 });
  });

  it('should tell what was found, and a warning, where the adapter does not close', async () => {
    const inner = ownAdapter(ownShop({ deaf: true }));
    const unclosing: Adapter = {
      name: 'unclosing',
      async open() {
        const session = await inner.open();
        return { ...session, close: () => Promise.resolve(session.close?.()).then(() => Promise.reject(new Error('the pool is in use'))) };
      },
    };
    const result = await check(unclosing, { path: 'POST /charges', bodies: BODIES, effects: EFFECTS, timeMs: 8_000, failFast: true });
    expect(result.exitCode, result.exitReason).toBe(1);
    expect(result.notes).toContainEqual({ kind: 'warning', text: 'the way to the target did not close: the pool is in use' });
  });

  it('should not wait for ever for an adapter that never closes', async () => {
    const inner = ownAdapter(ownShop({ deaf: true }));
    let real: Session | undefined;
    onTestFinished(() => real?.close?.());
    const hanging: Adapter = {
      name: 'hanging',
      async open() {
        real = await inner.open();
        return { ...real, close: () => new Promise<never>(() => undefined) };
      },
    };
    const result = await check(hanging, { path: 'POST /charges', bodies: BODIES, effects: EFFECTS, timeMs: 8_000, failFast: true });
    expect(result.exitCode, result.exitReason).toBe(1);
    expect(result.notes).toContainEqual({ kind: 'warning', text: 'the way to the target did not close: it was waited for 5 s' });
  });

  it('should put the opened instance where {{url}} stands, and the adapter\'s name where it has no URL', async () => {
    const bodies = ['{"amount":1,"reference":"{{nonce}}","callback":"{{url}}/hook"}'];
    const seen: string[] = [];
    const hooks: CheckHooks = { onHistory: ({ events }) => events.forEach((event) => event.type === 'invoke' && seen.push(String(event.request.body))) };
    const options = { path: '/charges', bodies, runs: 1, timeMs: 8_000 };
    const named = await check(ownAdapter(ownShop()), options, hooks);
    expect(seen[0]).toMatch(/"callback":"http:\/\/127\.0\.0\.1:\d+\/hook"/);
    expect(named.target).toContain(/http:\/\/[^/]+/.exec(seen[0] ?? '')?.[0]);
    seen.length = 0;
    const unnamed = await check(ownAdapter(ownShop(), { named: false }), options, hooks);
    expect(seen[0]).toContain('"callback":"shop/hook"');
    expect(unnamed.target).toBe('POST /charges (shop)');
  });

  it('should count with a function of the test\'s own', async () => {
    const shop = ownShop({ deaf: true });
    const seen: CountedOperation[] = [];
    const countCharges = (operation: CountedOperation): Promise<number> => {
      seen.push(operation);
      return Promise.resolve(shop.countCharges(operation));
    };
    const result = await check(ownAdapter(shop), { path: '/charges', bodies: BODIES, effects: [countCharges], timeMs: 8_000, failFast: true });
    expect(findingsOf(result)).toContain('single-effect/second-effect');
    expect(result.notes.map(({ text }) => text)).toContainEqual(expect.stringMatching(/^countCharges\(\) counts 1 for one operation, \d+ ms after its answer$/));
    expect(result.stats.probeReads).toBe(seen.length);
    expect(seen.find(({ answer }) => answer !== undefined)).toEqual({ nonce: expect.any(String), principal: 0, signal: expect.any(AbortSignal), answer: expect.objectContaining({ id: expect.any(String) }) });
  });

  it('should end where a function cannot count, and say what it did', async () => {
    const shop = ownShop();
    const broken = (): number => {
      throw new Error('no such table: charges');
    };
    const result = await check(ownAdapter(shop), { path: '/charges', bodies: BODIES, effects: [broken], timeMs: 3_000 });
    expect(result).toMatchObject({ exitCode: 4, trouble: { kind: 'inconclusive', message: 'broken() could not be counted: it threw Error: no such table: charges' } });
  });

  it('should not send to a host that nobody allowed, by whatever adapter', async () => {
    const staging = httpAdapter({ instances: ['http://staging.example'] });
    for (const adapter of [staging, { name: 'wrapped', open: () => staging.open() }]) {
      const result = await check(adapter, { path: '/charges', bodies: BODIES, effects: EFFECTS });
      expect(result).toMatchObject({ exitCode: 5, trouble: { kind: 'refused', message: expect.stringContaining('staging.example is not this machine'), hint: expect.stringContaining("allowHosts: ['staging.example']") } });
      expect(result.stats.requests).toBe(0);
    }
  });

  it('should reject with what opening an adapter threw', async () => {
    const broken = { name: 'broken', open: () => Promise.reject(new RangeError('no port is free')) };
    await expect(check(broken, { path: '/charges' })).rejects.toThrow(new RangeError('no port is free'));
  });
});

describe('a property of one\'s own', { timeout: 60_000 }, () => {
  const statuses = (wanted: number) =>
    defineProperty({
      id: 'created',
      statement: `Every accepted charge is answered ${wanted}.`,
      source: 'our guide',
      causes: { 'other-status': { means: 'The handler forgot the status.', fix: 'Answer with created().' } },
      judge({ attempts }) {
        const accepted = [...attempts.values()].filter(({ answer, variant }) => answer?.class === 'accepted' && variant?.method === undefined);
        const wrong = accepted.filter(({ answer }) => answer?.status !== wanted);
        if (wrong.length > 0) return { verdict: 'fail', violations: wrong.slice(0, 1).map(({ id, operation, answer }) => ({ cause: 'other-status', operation, attempts: [id], sentence: `${id} was answered ${answer?.status ?? 0}.` })) };
        return accepted.length > 0 ? { verdict: 'pass' } : { verdict: 'unknown', reason: 'nothing was accepted' };
      },
    });
  const options = { path: '/charges', bodies: BODIES, effects: EFFECTS, timeMs: 2_500 };

  it('should be judged beside the kit\'s, shrunk and reported as they are', async () => {
    const created = statuses(200);
    const result = await check(ownAdapter(ownShop()), { ...options, properties: [...properties, created], failFast: true });
    expect(findingsOf(result)).toEqual(['created/other-status']);
    expect(result.verdicts).toHaveLength(properties.length + 1);
    const text = renderTerminal(result, { explain: (property, cause) => (property === 'created' ? created.causes[cause] : undefined) });
    expect(text).toMatch(/✗ created \(other-status\)\n {2}a0 was answered 201\./);
    expect(text).toContain('Requirement  Every accepted charge is answered 200. (must; our guide)');
    expect(text).toContain('Schedule     a0 at once');
    expect(text).toContain('Try first    Answer with created().');
  });

  it('should be all that is asked for where it was chosen alone', async () => {
    const result = await check(ownAdapter(ownShop({ deaf: true })), { ...options, properties: [statuses(201)] });
    expect(result.verdicts.map(({ id, verdict }) => [id, verdict])).toEqual([['created', 'pass']]);
    expect([0, 4], result.exitReason).toContain(result.exitCode);
    expect(result.exitReason).not.toContain('was not checked');
  });

  it('should be inconclusive where nothing put it to the test', async () => {
    const never = defineProperty({ ...statuses(201), id: 'never', judge: () => ({ verdict: 'unknown', reason: 'there is no such thing' }) });
    const result = await check(ownAdapter(ownShop()), { ...options, properties: [...properties, never] });
    expect(result).toMatchObject({ exitCode: 4, exitReason: expect.stringContaining('never was not checked (there is no such thing)') });
    expect(result.verdicts.find(({ id }) => id === 'never')).toMatchObject({ verdict: 'unknown', unmet: true });
    expect(result.verdicts.find(({ id }) => id === 'single-effect')).not.toHaveProperty('unmet');
  });

  it('should end the check with its own words where it throws', async () => {
    const broken = defineProperty({ ...statuses(201), judge: () => { throw new TypeError('no such member'); } });
    await expect(check(ownAdapter(ownShop()), { ...options, properties: [broken] })).rejects.toThrow(/^created threw TypeError: no such member on history h\d+$/);
  });
});
