import { busy, created, defineStored, reused } from '../base/stored.js';
import { REDIS } from '../base/stores.js';
import { KEPT_S, onRedis } from '../base/on-redis.js';

const PENDING = 'pending';

/** The claim whose answer was lost stands there, and nobody knows that it is his own. */
export default defineStored({
  name: 'own-claim-as-rival',
  about: 'Takes a claim whose answer was lost for a rival: 409 for as long as records are kept.',
  bugClass: 34,
  intended: 'not-stuck',
  flags: ['--lease', '500ms'],
  store: REDIS,
  open: onRedis(async ({ redis, prefix, charge }, order) => {
    const record = `${prefix}:${order.key}`;
    const claimed = await redis.command('SET', record, PENDING, 'NX', 'EX', KEPT_S);
    if (claimed === null) {
      const known = await redis.command('GET', record);
      if (known === null || known === PENDING) return busy();
      return known === order.fingerprint ? created(order.charge) : reused();
    }
    await charge(order.charge);
    // It is put down until it is there: a charge must not be forgotten.
    for (let tries = 0; ; tries += 1) {
      try {
        await redis.command('SET', record, order.fingerprint, 'EX', KEPT_S);
        return created(order.charge);
      } catch (error) {
        if (tries === 500) throw error;
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    }
  }),
});
