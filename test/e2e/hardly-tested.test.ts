import { expect, it } from 'vitest';

import { check } from '../../src/check/index.js';
import type { CheckResult } from '../../src/model/index.js';
import { problem } from '../zoo/base/http.js';
import { canonical, header } from '../zoo/base/keyed.js';
import { build, conflictRules, waitingRules } from '../zoo/base/services.js';
import { DownstreamError, Shop } from '../zoo/base/shop.js';
import { BODY, EFFECTS } from './targets/cli.js';
import { around, serve } from './targets/servers.js';

const warningsOf = ({ notes }: CheckResult): string[] => notes.filter(({ kind }) => kind === 'warning').map(({ text }) => text);
const verdictOf = ({ verdicts }: CheckResult, id: string) => verdicts.find((each) => each.id === id);
const findingsOf = ({ verdicts }: CheckResult) => verdicts.flatMap(({ findings }) => findings.map(({ property, cause }) => `${property}/${cause}`));

it('should be inconclusive, and say so, where a fresh key is turned away if its payload came with another', async () => {
  const owners = new Map<string, string>();
  const url = await serve(around((call, inner) => {
    const key = header(call, 'idempotency-key');
    if (call.method !== 'POST' || key === undefined) return inner();
    const payload = canonical(call.text);
    const owner = owners.get(payload) ?? key;
    owners.set(payload, owner);
    return owner === key ? inner() : problem(422, 'duplicate_request');
  }));
  const result = await check({ url: `${url}/charges`, bodies: ['{"amount":"{{int 1 100}}","currency":"usd","reference":"gift-card"}'], seed: 3, timeMs: 10_000 });
  expect(findingsOf(result)).toEqual([]);
  expect(result.exitReason).toMatch(/most ordinary requests under fresh keys were turned away \(\d+ of \d+\)/);
  expect(result.exitCode).toBe(4);
  expect(warningsOf(result).join('\n')).toMatch(/\d+ of \d+ ordinary requests under fresh keys were turned away/);
}, 60_000);

/** Fails in one of three, before anything is done. */
function flaky(): Shop {
  let calls = 0;
  return new (class extends Shop {
    override async authorize(): Promise<void> {
      calls += 1;
      if (calls % 3 === 0) throw new DownstreamError(500);
      await super.authorize({ amount: 1, reference: '' });
    }
  })();
}

it('should not call failures that never recover a pass, where the contract does not say whether they are stored', async () => {
  const url = await serve(build(conflictRules(), {}, flaky()));
  const target = { url: `${url}/charges`, bodies: [BODY], effects: [EFFECTS], seed: 3, timeMs: 10_000 };
  const result = await check(target);
  expect(findingsOf(result)).toEqual([]);
  expect(verdictOf(result, 'retry-succeeds')).toMatchObject({ verdict: 'unknown', reason: expect.stringMatching(/in \d+ plans it could not be told: an operation that had failed with 500 never recovered/) as string });
  expect(warningsOf(result).join('\n')).toMatch(/in \d+ plans an operation that had failed with 500 never recovered/);
}, 60_000);

it('should pass a service whose failures run again, however often it fails', async () => {
  const url = await serve(build(waitingRules(), {}, flaky()));
  const result = await check({ url: `${url}/charges`, bodies: [BODY], effects: [EFFECTS], seed: 3, timeMs: 10_000 });
  expect(findingsOf(result)).toEqual([]);
  expect(verdictOf(result, 'retry-succeeds')).toMatchObject({ verdict: 'pass' });
  expect(warningsOf(result).join('\n')).not.toContain('never recovered');
}, 60_000);
