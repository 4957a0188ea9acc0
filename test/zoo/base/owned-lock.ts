import { randomUUID } from 'node:crypto';
import { KEPT_S, onRedis } from './on-redis.js';
import type { Redis } from './redis.js';
import { busy, created, reused, type Stored } from './stored.js';
import { hangs } from './time.js';

export const LOCK_MS = 150;
/** Who has had his lock for longer by his own clock does not rely on it. */
const RELIED_ON_MS = 135;

/** A service that locks a key in Redis for 150 ms, beside a bank that mostly takes 90; one call in four comes to nothing after 240. */
export function locked(unlock: (redis: Redis, lock: string, token: string) => Promise<unknown>): (port: number) => Stored {
  const bank = hangs({ seed: 17, everyMs: 90, hangMs: 240, end: () => new Error('the bank does not answer') });
  return onRedis(async ({ redis, prefix, charge }, order) => {
    const [lock, record] = [`${prefix}:l:${order.key}`, `${prefix}:r:${order.key}`];
    const replay = async () => {
      const known = await redis.command('GET', record);
      return known === null ? undefined : known === order.fingerprint ? created(order.charge) : reused();
    };
    const before = await replay();
    if (before !== undefined) return before;
    const token = randomUUID();
    const sinceMs = performance.now();
    if ((await redis.command('SET', lock, token, 'NX', 'PX', LOCK_MS)) === null) return busy();
    try {
      const meanwhile = await replay();
      if (meanwhile !== undefined) return meanwhile;
      await bank();
      if (performance.now() - sinceMs > RELIED_ON_MS) throw new Error('the lock may be over');
      await charge(order.charge);
      await redis.command('SET', record, order.fingerprint, 'EX', KEPT_S);
      return created(order.charge);
    } finally {
      await unlock(redis, lock, token);
    }
  });
}
