import { busy, created, defineStored, reused } from '../base/stored.js';
import { REDIS } from '../base/stores.js';
import { KEPT_S, onRedis } from '../base/on-redis.js';

const PENDING = 'pending';

/** "It failed, so it may be tried again": but only the note of it has failed. */
export default defineStored({
  name: 'record-failure-releases',
  about: 'Releases the claim where the record could not be written, although the charge was made.',
  bugClass: 6,
  intended: 'single-effect',
  store: REDIS,
  open: onRedis(async ({ redis, prefix, charge }, order) => {
    const record = `${prefix}:${order.key}`;
    const claimed = await redis.command('SET', record, PENDING, 'NX', 'PX', 1_000);
    if (claimed === null) {
      const known = await redis.command('GET', record);
      if (known === null || known === PENDING) return busy();
      return known === order.fingerprint ? created(order.charge) : reused();
    }
    try {
      await charge(order.charge);
      await redis.command('SET', record, order.fingerprint, 'EX', KEPT_S);
      return created(order.charge);
    } catch (error) {
      await redis.command('DEL', record);
      throw error;
    }
  }),
});
