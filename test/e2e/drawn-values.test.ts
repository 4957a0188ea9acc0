import { expect, it } from 'vitest';

import { check } from '../../src/check/index.js';
import { operationsOf } from '../../src/model/index.js';
import type { Answer, Call } from '../zoo/base/http.js';
import { problem } from '../zoo/base/http.js';
import { defaults } from '../zoo/base/keyed.js';
import { build, conflictRules } from '../zoo/base/services.js';
import { Shop } from '../zoo/base/shop.js';
import { BODY, EFFECTS } from './targets/cli.js';
import { serve } from './targets/servers.js';

it('should shrink drawn values too: to the least amount that breaks a service which forgets the keys of large ones', async () => {
  const { key } = defaults();
  const isLarge = (text: string): boolean => Number(/"amount":(\d+)/.exec(text)?.[1]) > 1_000;
  const url = await serve(build({ ...conflictRules(), key: (call) => (isLarge(call.text) ? undefined : key(call)) }));
  const result = await check({ url: `${url}/charges`, bodies: [BODY], effects: [EFFECTS], seed: 3, timeMs: 25_000, failFast: true, properties: ['single-effect'] });
  const [finding] = result.verdicts.flatMap(({ findings }) => findings);
  expect(finding?.reproduction).toMatchObject({ minimal: true });
  expect(finding === undefined ? [] : operationsOf(finding.plan).map(({ draws, attempts }) => [draws['#0'], attempts.length])).toEqual([[1_001, 2]]);
}, 60_000);

it('should ask with other draws where the first ones are declined, or had only once', async () => {
  const sold = new Set<number>();
  const shop = new (class extends Shop {
    override async post(call: Call): Promise<Answer> {
      const amount = Number(/"amount":(\d+)/.exec(call.text)?.[1]);
      if (sold.has(amount)) return problem(409, 'seat_taken');
      sold.add(amount);
      return super.post(call);
    }
  })();
  const url = await serve(build(conflictRules(), {}, shop));
  const body = BODY.replace(/\{\{int[^}]*\}\}/, '{{int 1 4000}}');
  const result = await check({ url: `${url}/charges`, bodies: [body], effects: [EFFECTS], seed: 3, timeMs: 20_000, runs: 12 });
  expect(result.trouble).toBeUndefined();
  expect(result.verdicts.filter(({ verdict }) => verdict === 'fail')).toEqual([]);
  expect(result.verdicts.find(({ id }) => id === 'single-effect')).toMatchObject({ verdict: 'pass' });
}, 60_000);
