import { describe, expect, it } from 'vitest';
import { startPayments } from '../../../src/cli/demo/payments.js';
import { call } from './harness.js';
import { RESULT } from '../report/literal.js';

const post = (url: string, key: string, body: object) =>
  fetch(url, { method: 'POST', headers: { 'Idempotency-Key': key }, body: JSON.stringify(body) });
const CHARGE = { amount: 5, currency: 'eur', reference: 'r1' };

describe('the payment service of the demo', () => {
  it.each([[false, 2], [true, 1]])('should, repaired %s, charge %i times for two requests at once', async (repaired, charges) => {
    const service = await startPayments(repaired);
    try {
      const answers = await Promise.all([post(service.url, 'k', CHARGE), post(service.url, 'k', CHARGE)]);
      expect(answers.map(({ status }) => status)).toEqual([201, 201]);
      expect(await (await fetch(`${service.url}?reference=r1`)).json()).toHaveLength(charges);
    } finally {
      await service.close();
    }
  });

  it('should replay, refuse another payload and a missing key, bug or no bug', async () => {
    const service = await startPayments(false);
    try {
      const first = await (await post(service.url, 'k', CHARGE)).text();
      expect(await (await post(service.url, 'k', CHARGE)).text()).toBe(first);
      expect((await post(service.url, 'k', { ...CHARGE, amount: 6 })).status).toBe(422);
      expect((await post(service.url, '', CHARGE)).status).toBe(400);
      expect((await post(service.url, 'k2', { amount: 'x' })).status).toBe(400);
    } finally {
      await service.close();
    }
  });
});

describe('demo', () => {
  const checks = (...codes: (0 | 1 | 3)[]) => ({ engine: { check: () => Promise.resolve({ ...RESULT, verdicts: [], exitCode: codes.shift() ?? 0 }) }, io: { cwd: '/' } });

  it('should print the command that it runs, and succeed where both came out as they must', async () => {
    const { code, out, options } = await call(['demo'], checks(1, 0));
    expect(code).toBe(0);
    expect(out).toMatch(/\$ npx retryproof check http:\/\/127\.0\.0\.1:\d+\/charges \\\n +--body '\{"amount":"\{\{int 1 5000\}\}".* \\\n +--effects 'GET \/charges\?reference=\{\{nonce\}\}' \\\n +--time 4s/);
    expect(options).toMatchObject({ effects: ['GET /charges?reference={{nonce}}'], timeMs: 4000 });
  });

  it('should annotate no job with the bug that it is meant to find', async () => {
    const { engine } = checks(1, 0);
    const { code, out } = await call(['demo'], { engine, io: { cwd: '/', env: { GITHUB_ACTIONS: 'true' } } });
    expect(out).toContain('FAILED (exit 1)');
    expect(out).not.toContain('::error');
    expect(code).toBe(0);
  });

  it.each([[[0, 0], 1], [[1, 1], 1], [[3, 0], 3]] as const)('should, of %j, make %i', async (codes, exit) => {
    const { code, err } = await call(['demo'], checks(...codes));
    expect(code).toBe(exit);
    expect(err).toContain('did not come out as it must');
  });
});
