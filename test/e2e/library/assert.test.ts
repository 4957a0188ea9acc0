import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { httpAdapter } from '../../../adapters/index.js';
import { UsageError } from '../../../src/check/index.js';
import { assertRetryproof } from '../../../src/hosts/assert.js';
import { RetryproofError } from '../../../src/hosts/failure.js';
import { listen } from '../../zoo/base/http.js';
import { BODIES, EFFECTS, ownAdapter, ownShop } from './shop.js';

const OPTIONS = { path: 'POST /charges', bodies: BODIES, effects: EFFECTS, timeMs: 8_000, runs: 250 };

async function rejection(promise: Promise<unknown>): Promise<RetryproofError> {
  const error: unknown = await promise.then(() => undefined, (reason: unknown) => reason);
  expect(error).toBeInstanceOf(RetryproofError);
  return error as RetryproofError;
}

describe('assertRetryproof', { timeout: 60_000 }, () => {
  it('should resolve with the result of a service that is right', async () => {
    const result = await assertRetryproof(ownAdapter(ownShop()), { ...OPTIONS, allowInconclusive: true });
    expect([0, 4], result.exitReason).toContain(result.exitCode);
    expect(result.verdicts.filter(({ verdict }) => verdict === 'fail')).toEqual([]);
  });

  it('should reject with what the command line says of the finding, without colours, log or stack', async () => {
    const { message, stack, result, name } = await rejection(assertRetryproof(ownAdapter(ownShop({ deaf: true })), { ...OPTIONS, failFast: true }));
    expect(message).toMatch(/^POST http:\/\/127\.0\.0\.1:\d+\/charges\n\n✗ single-effect \(second-effect\)\n {2}\d effects for one key: the effects probe counted POST \/charges /);
    for (const part of ['Requirement  At most one effect', 'Schedule     a0 at once', 'Most likely  No race: nothing of its key', 'Try first    Claim the key']) expect(message).toContain(part);
    expect(message).toMatch(/\n {2}Run again {4}the same test with seed: \d+\n/);
    expect(message.trimEnd().split('\n').at(-1)).toMatch(/^FAILED \(exit 1\): single-effect.* not hold\.$/);
    for (const part of ['\u001b', 'Campaign', 'Held', '--seed']) expect(message).not.toContain(part);
    expect(stack).toBe(`${name}: ${message}`);
    expect(result).toMatchObject({ exitCode: 1, format: 'retryproof-report' });
  });

  it('should keep the result from those who print errors', async () => {
    const error = await rejection(assertRetryproof(ownAdapter(ownShop({ deaf: true })), { ...OPTIONS, failFast: true }));
    expect(inspect(error)).not.toContain('retryproof-report');
    expect(Object.keys(JSON.parse(JSON.stringify(error)) as object)).toEqual(['name', 'message']);
  });

  it('should not take too little for enough, unless it is told so', async () => {
    const little = { ...OPTIONS, runs: 2 };
    const { message, result } = await rejection(assertRetryproof(ownAdapter(ownShop()), little));
    expect(result.exitCode).toBe(4);
    expect(message).toMatch(/\n\nINCONCLUSIVE \(exit 4\): /);
    expect(await assertRetryproof(ownAdapter(ownShop()), { ...little, allowInconclusive: true })).toMatchObject({ exitCode: 4 });
  });

  it('should not call it inconclusive where nothing began', async () => {
    const lost = { ...OPTIONS, path: 'POST /chargez', allowInconclusive: true };
    const { message, result } = await rejection(assertRetryproof(ownAdapter(ownShop()), lost));
    expect(result.exitCode).toBe(4);
    expect(message).toMatch(/\(exit 4\): an ordinary POST \/chargez was answered 404/);
    expect(message).toContain('try          check the path of the URL');
  });

  it('should say what deviates from a contract that it is held to', async () => {
    const contract = { version: 1, name: 'ours', key: { in: 'header', name: 'Idempotency-Key' }, missingKey: 'reject' };
    const { message } = await rejection(assertRetryproof(ownAdapter(ownShop()), { ...OPTIONS, timeMs: 4_000, contract, skipProperties: ['missing-key'] }));
    expect(message).toMatch(/\n {2}deviation {4}/);
    expect(message).toContain('FAILED (exit 1): The target deviates from the contract');
  });

  it('should take a URL as check does, and refuse wrong options as it does', async () => {
    await expect(assertRetryproof({ url: 'http://localhost:1/x', bodies: ['{'] })).rejects.toBeInstanceOf(UsageError);
    const quoting = { url: 'http://localhost:1/x', headers: ['Authorization: Bearer hunter2hunter2'], key: 'hunter2hunter2' };
    await expect(assertRetryproof(quoting)).rejects.toThrow(/^key "<masked:Authorization:\w+>" gives every operation the same key$/);
    const { result } = await rejection(assertRetryproof({ url: 'http://staging.example/x' }));
    expect(result.exitCode).toBe(5);
  });

  it('should show no secret, neither in the message nor in the result', async () => {
    const { url, close } = await listen(({ headers }) => ({ status: 401, headers: {}, body: `who is ${headers.authorization ?? ''}?` }));
    const options = { path: '/charges', principals: ['Authorization: Bearer hunter2hunter2'], bodies: BODIES, timeMs: 4_000 };
    const error = await rejection(assertRetryproof(httpAdapter({ instances: [url] }), options)).finally(close);
    expect(error.message).toContain('<masked:Authorization');
    expect(`${error.message}${JSON.stringify(error.result)}`).not.toContain('hunter2');
  });
});
