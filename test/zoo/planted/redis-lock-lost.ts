import { setTimeout as delay } from 'node:timers/promises';
import { KEPT_S, onRedis } from '../base/on-redis.js';
import { busy, created, defineStored, reused } from '../base/stored.js';
import { REDIS } from '../base/stores.js';

const TRIES = 200;

export default defineStored({
  name: 'redis-lock-lost',
  about: 'Reads the record, then waits for the lock, and does not read again once it has it.',
  bugClass: 2,
  intended: 'single-effect',
  store: REDIS,
  open: onRedis(async ({ redis, prefix, charge }, order) => {
    const [lock, record] = [`${prefix}:l:${order.key}`, `${prefix}:r:${order.key}`];
    const known = await redis.command('GET', record);
    if (known !== null) return known === order.fingerprint ? created(order.charge) : reused();
    for (let tries = 0; (await redis.command('SET', lock, 1, 'NX', 'PX', 1_000)) === null; tries += 1) {
      if (tries === TRIES) return busy();
      await delay(5);
    }
    try {
      await charge(order.charge);
      await redis.command('SET', record, order.fingerprint, 'EX', KEPT_S);
      return created(order.charge);
    } finally {
      await redis.command('DEL', lock);
    }
  }),
});
