import { LOCK_MS, locked } from '../base/owned-lock.js';
import { defineStored } from '../base/stored.js';
import { REDIS } from '../base/stores.js';

export default defineStored({
  name: 'redis-anyone-unlocks',
  about: 'A lock in Redis is deleted by whoever ends: a call that hung until its lock was over deletes the lock of the next.',
  bugClass: 17,
  intended: 'single-effect',
  flags: ['--lease', `${LOCK_MS}ms`],
  store: REDIS,
  open: locked((redis, lock) => redis.command('DEL', lock)),
});
