import { busy, created, defineStored, reused } from '../base/stored.js';
import { REDIS } from '../base/stores.js';
import { KEPT_S, onRedis } from '../base/on-redis.js';

const PENDING = 'pending';

/** "Better twice than never": while the cache is away, every request is charged as if it had no key. */
export default defineStored({
  name: 'fails-open',
  about: 'Goes on without keys while Redis is away.',
  bugClass: 13,
  intended: 'single-effect',
  store: REDIS,
  open: onRedis(async ({ redis, prefix, charge }, order) => {
    const record = `${prefix}:${order.key}`;
    let claimed: unknown;
    try {
      claimed = await redis.command('SET', record, PENDING, 'NX', 'PX', 1_000);
    } catch {
      await charge(order.charge);
      return created(order.charge);
    }
    if (claimed === null) {
      const known = await redis.command('GET', record);
      if (known === null || known === PENDING) return busy();
      return known === order.fingerprint ? created(order.charge) : reused();
    }
    await charge(order.charge);
    await redis.command('SET', record, order.fingerprint, 'EX', KEPT_S);
    return created(order.charge);
  }),
});
