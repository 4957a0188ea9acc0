import { KEPT_S, onRedis } from '../base/on-redis.js';
import { created, defineStored, reused } from '../base/stored.js';
import { REDIS } from '../base/stores.js';

export default defineStored({
  name: 'redis-check-then-act',
  about: 'Asks Redis whether it has the key, charges, and then writes it: two that ask at once are both told no.',
  bugClass: 1,
  intended: 'single-effect',
  store: REDIS,
  open: onRedis(async ({ redis, prefix, charge }, order) => {
    const record = `${prefix}:${order.key}`;
    const known = await redis.command('GET', record);
    if (known !== null) return known === order.fingerprint ? created(order.charge) : reused();
    await charge(order.charge);
    await redis.command('SET', record, order.fingerprint, 'EX', KEPT_S);
    return created(order.charge);
  }),
});
