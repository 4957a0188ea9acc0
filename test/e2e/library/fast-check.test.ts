import { createServer } from 'node:net';
import * as fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { httpAdapter } from '../../../adapters/index.js';
import { defineProperty, identicalReplay, marker, singleEffect } from '../../../properties/index.js';
import { UsageError } from '../../../src/check/index.js';
import { retryproofProperty } from '../../../src/hosts/fast-check.js';
import type { RetryproofProperty } from '../../../src/hosts/fast-check.js';
import type { Adapter, Plan } from '../../../src/model/index.js';
import { operationsOf } from '../../../src/model/index.js';
import { listen } from '../../zoo/base/http.js';
import type { Openings } from './shop.js';
import { BODIES, EFFECTS, ownAdapter, ownShop } from './shop.js';

const OPTIONS = { path: 'POST /charges', bodies: BODIES, effects: EFFECTS };

function property(adapter: Adapter, ...given: Parameters<typeof retryproofProperty> extends [unknown, ...infer Rest] ? Rest : never): RetryproofProperty {
  const made = retryproofProperty(adapter, ...given);
  onTestFinished(() => made.close());
  return made;
}

describe('retryproofProperty', { timeout: 120_000 }, () => {
  it('should be shrunk by fast-check to an operation that is sent twice, with the sentence', async () => {
    const deaf = property(ownAdapter(ownShop({ deaf: true })), [singleEffect, 'identical-replay'], OPTIONS);
    const { counterexample, errorInstance, failed } = await fc.check(deaf, { seed: 1 });
    expect(failed).toBe(true);
    const attempts = operationsOf(counterexample?.[0].plan as Plan).flatMap((operation) => operation.attempts);
    // Sent twice, or once and then a fair retry, since the first answer was lost.
    expect(attempts.length).toBeLessThanOrEqual(2);
    const { message, stack } = errorInstance as Error;
    expect(message).toMatch(/^✗ single-effect \(second-effect\)\n {2}2 effects for one key: the effects probe counted POST \/charges twice;/);
    expect(message).toContain('Try first    Claim the key');
    expect(stack).toBe(`Error: ${message}`);
  });

  it('should hold for a service that is right, by one session that it closes by itself', async () => {
    const openings: Openings = { opened: 0, open: 0 };
    await fc.assert(retryproofProperty(ownAdapter(ownShop(), { openings }), [singleEffect, identicalReplay], OPTIONS), { numRuns: 25 });
    expect(openings).toEqual({ opened: 1, open: 1 });
    await expect.poll(() => openings.open, { timeout: 20_000 }).toBe(0);
  });

  it('should open the way again where it is asserted again, and know the service at its new address', async () => {
    const openings: Openings = { opened: 0, open: 0 };
    const urls = new Set<unknown>();
    const bodies = ['{"amount":1,"reference":"{{nonce}}","callback":"{{url}}"}'];
    const sees = defineProperty({
      id: 'sees',
      statement: 'Requests are seen.',
      source: 'this test',
      causes: { never: { means: 'It is blind.', fix: 'Look.' } },
      judge({ attempts }) {
        for (const { requestBody } of attempts.values()) urls.add(/(?<="callback": ?")[^"]+/.exec(requestBody)?.[0]);
        return { verdict: 'pass' };
      },
    });
    const right = property(ownAdapter(ownShop(), { openings }), [sees], { ...OPTIONS, bodies });
    await fc.assert(right, { numRuns: 2 });
    await right.close();
    expect(openings).toEqual({ opened: 1, open: 0 });
    // Or the next opening might be given the same port.
    for (const url of urls) await taken(String(url));
    await fc.assert(right, { numRuns: 2 });
    expect(openings.opened).toBe(2);
    expect([...urls].filter((url) => /^http:\/\/127\.0\.0\.1:\d+$/.test(String(url)))).toHaveLength(2);
  });

  it('should not let a property look as if it held that nothing put to the test', async () => {
    const vacuous = property(ownAdapter(ownShop()), [singleEffect, marker], { ...OPTIONS, contract: { version: 1, name: 'ours', key: { in: 'header', name: 'Idempotency-Key' } } });
    const { errorInstance, numRuns, numShrinks } = await fc.check(vacuous);
    expect((errorInstance as Error).message).toMatch(/^marker cannot be put to the test: the contract names no marker\n/);
    expect([numRuns, numShrinks]).toEqual([1, 0]);
  });

  it('should not let a property look as if it held whose needs were not given, however few the runs', async () => {
    const alone = property(ownAdapter(ownShop()), [singleEffect, 'isolation'], OPTIONS);
    const { errorInstance } = await fc.check(alone, { numRuns: 5 });
    expect((errorInstance as Error).message).toMatch(/^isolation cannot be put to the test: no key was used by a second principal or on a second route\n/);
  });

  it('should not let a property look as if it held that 50 plans did not put to the test', async () => {
    const never = defineProperty({
      id: 'never',
      statement: 'It never comes to this.',
      source: 'this test',
      causes: { never: { means: 'It came to this.', fix: 'Let it not come to this.' } },
      judge: () => ({ verdict: 'unknown', reason: 'it did not come to this' }),
    });
    const { errorInstance } = await fc.check(property(ownAdapter(ownShop()), [singleEffect, never], OPTIONS));
    expect((errorInstance as Error).message).toMatch(/^never was put to the test by none of 50 plans: it did not come to this\n/);
  });

  it('should fail soon, and not skip plan after plan, where the service goes down in mid-run', async () => {
    const shop = ownShop();
    let calls = 0;
    const service = await listen((call) => {
      calls += 1;
      if (calls === 400) void service.close();
      return shop.handler(call);
    });
    const { failed, errorInstance, numSkips } = await fc.check(property(httpAdapter({ instances: [service.url] }), [singleEffect], OPTIONS));
    expect(failed).toBe(true);
    expect((errorInstance as Error).message).toMatch(/^the target stopped answering in mid-run \(nothing listens there.*\)\nsee why it went down$/s);
    expect(numSkips).toBeLessThan(50);
  });

  it('should tell the violation that it has found where nothing more can be run to shrink it', async () => {
    const deaf = property(ownAdapter(ownShop({ deaf: true })), [singleEffect], { ...OPTIONS, requests: 250 });
    const { errorInstance } = await fc.check(deaf, { seed: 1 });
    expect((errorInstance as Error).message).toMatch(/^✗ single-effect \(second-effect\)/);
  });

  it('should skip plans that say nothing, as a precondition does', async () => {
    const silent = property(ownAdapter(ownShop()), ['missing-key'], OPTIONS);
    const { failed, numRuns, numSkips } = await fc.check(silent, { numRuns: 3 });
    expect(failed).toBe(false);
    expect(numRuns).toBe(3);
    expect(numSkips).toBeGreaterThan(0);
  });

  it('should fail once and in words where the service is not there', async () => {
    const lost = property(httpAdapter({ instances: ['http://127.0.0.1:1'] }), [singleEffect], OPTIONS);
    const { errorInstance, numRuns, numShrinks } = await fc.check(lost);
    expect((errorInstance as Error).message).toMatch(/^http:\/\/127\.0\.0\.1:1\/charges refused the connection: .*\nstart the service, or check the port$/s);
    expect([numRuns, numShrinks]).toEqual([1, 0]);
  });

  it('should say in the message itself why the service could not be tested', async () => {
    const lost = property(httpAdapter({ instances: ['http://127.0.0.1:1'] }), [singleEffect], OPTIONS);
    await expect(fc.assert(lost)).rejects.toThrow(/Counterexample: \[plan \d+ of \d+, without a verdict: http:\/\/127\.0\.0\.1:1\/charges refused the connection: .*; start the service, or check the port\]/);
  });

  it('should send nothing to a host that nobody allowed', async () => {
    const { errorInstance } = await fc.check(property(httpAdapter({ instances: ['http://staging.example'] }), [singleEffect], OPTIONS));
    expect((errorInstance as Error).message).toContain('staging.example is not this machine, and nobody allowed it');
  });

  it('should refuse wrong options at once', () => {
    const adapter = httpAdapter({ instances: ['http://127.0.0.1:1'] });
    expect(() => retryproofProperty(adapter, ['single-efect'], OPTIONS)).toThrow(UsageError);
    expect(() => retryproofProperty(adapter, [singleEffect], { ...OPTIONS, effects: ['GET /charges'] })).toThrow("would count everybody's effects");
  });
});

/** Listens at the port of a URL until the test ends, if it is one. */
async function taken(url: string): Promise<void> {
  const port = Number(/^http:\/\/127\.0\.0\.1:(\d+)$/.exec(url)?.[1]);
  if (Number.isNaN(port)) return;
  const server = createServer();
  onTestFinished(() => void server.close());
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
}
