import { LOCK_MS, locked } from '../base/owned-lock.js';
import { defineStored } from '../base/stored.js';
import { REDIS } from '../base/stores.js';

const UNLOCK = `if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0`;

export default defineStored({
  name: 'redis-owner-unlocks',
  about: 'A lock in Redis with a token: a call that hung until its lock was over leaves alone whoever has it now.',
  flags: ['--lease', `${LOCK_MS}ms`],
  store: REDIS,
  open: locked((redis, lock, token) => redis.command('EVAL', UNLOCK, 1, lock, token)),
});
