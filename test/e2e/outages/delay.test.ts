import { setTimeout as delay } from 'node:timers/promises';
import { expect, it } from 'vitest';

import { openTaps } from '../../../adapters/tap/index.js';
import { KEPT_S, onRedis } from '../../zoo/base/on-redis.js';
import { created, type Order } from '../../zoo/base/stored.js';
import { isThere, REDIS } from '../../zoo/base/stores.js';

const there = await isThere(REDIS);
const TRIALS = 20;
/** A duplicate that comes when the first has long ended, as long as Redis is fast. */
const GAP_MS = 25;

/** Looks the key up, charges, and writes it down. */
const checkThenAct = onRedis(async ({ redis, prefix, charge }, order) => {
  const record = `${prefix}:${order.key}`;
  if ((await redis.command('GET', record)) === null) {
    await charge(order.charge);
    await redis.command('SET', record, order.fingerprint, 'EX', KEPT_S);
  }
  return created(order.charge);
});

it.skipIf(!there)(`should widen the window of a check-then-act over Redis${there ? '' : ` [skipped: nothing that can be used at redis://127.0.0.1:${REDIS.port}]`}`, async () => {
  const taps = await openTaps([{ ...REDIS, host: '127.0.0.1', listenPort: 0 }]);
  const service = checkThenAct(taps.places[0]?.port ?? 0);
  const doubles = async (round: string): Promise<number> => {
    let count = 0;
    for (let trial = 0; trial < TRIALS; trial += 1) {
      const name = `${round}${trial}`;
      const order: Order = { key: name, fingerprint: name, charge: { id: name, amount: 5, reference: name } };
      await Promise.all([service.post(order), delay(GAP_MS).then(() => service.post(order))]);
      if ((await service.count(name)) > 1) count += 1;
    }
    return count;
  };
  const fast = await doubles('fast');
  const giveBack = taps.disturb('redis', { how: 'delay', delayMs: 40 });
  const slow = await doubles('slow');
  giveBack();
  await service.close();
  await taps.close();
  expect(slow).toBeGreaterThanOrEqual(TRIALS - 2);
  // On a busy machine the first may take its time by itself.
  expect(fast).toBeLessThan(TRIALS / 2);
});
