import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { Redis } from '../base/redis.js';
import { busy, created, defineStored, reused, unique, type Charge } from '../base/stored.js';
import { REDIS } from '../base/stores.js';

const LEASE_MS = 1_000;
const KEPT_S = 600;

/** Effect and record at once, and only for whoever still holds the claim. */
const COMMIT = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('INCR', KEYS[2]) redis.call('EXPIRE', KEYS[2], ARGV[3])
redis.call('SET', KEYS[3], ARGV[2], 'EX', ARGV[3])
redis.call('DEL', KEYS[1])
return 1`;

const RELEASE = `if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0`;

/** Claim with a token, bank, commit: whatever answer is lost on the way, nothing happens twice and nothing is in the way for longer than a lease. */
export default defineStored({
  name: 'redis-fenced',
  about: 'Claims in Redis with a token and a lease, and commits effect and record in one script; fails closed while Redis is away.',
  store: REDIS,
  open(port) {
    const redis = new Redis(port);
    const prefix = unique();
    const counter = (reference: string) => `${prefix}:n:${reference}`;
    return {
      async post({ key, fingerprint, charge }) {
        const [claim, record] = [`${prefix}:c:${key}`, `${prefix}:r:${key}`];
        const known = await redis.command('GET', record);
        if (known !== null) return replay(String(known), fingerprint);
        const token = randomUUID();
        if ((await redis.command('SET', claim, token, 'NX', 'PX', LEASE_MS)) === null) return busy();
        // Another may have finished between the look and the claim.
        const meanwhile = await redis.command('GET', record);
        if (meanwhile !== null) {
          await redis.command('EVAL', RELEASE, 1, claim, token);
          return replay(String(meanwhile), fingerprint);
        }
        await delay(4); // The bank.
        const mine = await redis.command('EVAL', COMMIT, 3, claim, counter(charge.reference), record, token, JSON.stringify({ fingerprint, charge }), KEPT_S);
        if (mine !== 1) throw new Error('the claim was lost');
        return created(charge);
      },
      count: async (reference) => Number(await redis.command('GET', counter(reference)) ?? 0),
      close: () => redis.close(),
    };
  },
});

function replay(text: string, fingerprint: string) {
  const known = JSON.parse(text) as { readonly fingerprint: string; readonly charge: Charge };
  return known.fingerprint === fingerprint ? created(known.charge) : reused();
}
