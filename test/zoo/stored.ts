import postgresAtomic from './correct/postgres-atomic.js';
import redisFenced from './correct/redis-fenced.js';
import redisOwnerUnlocks from './correct/redis-owner-unlocks.js';
import commitRetried from './planted/commit-retried.js';
import failsOpen from './planted/fails-open.js';
import ownClaimAsRival from './planted/own-claim-as-rival.js';
import recordFailureReleases from './planted/record-failure-releases.js';
import redisAnyoneUnlocks from './planted/redis-anyone-unlocks.js';
import redisCheckThenAct from './planted/redis-check-then-act.js';
import redisLockLost from './planted/redis-lock-lost.js';
import { missingPostgres, missingRedis } from './base/stores.js';
import type { TappedServer } from './base/stored.js';
import type { ZooServer } from './zoo.js';

const onRedis = (server: TappedServer): TappedServer => ({ ...server, ...missingRedis, twin: redisFenced.name });
const untapped = ({ plain }: TappedServer, twin?: TappedServer): ZooServer => ({ ...plain, ...missingRedis, ...(twin === undefined ? {} : { twin: twin.name }) });

/** Servers on which nothing may be reported, whatever happens to their store, which is a real one behind a tap. */
export const correctTapped: readonly TappedServer[] = [
  { ...redisFenced, ...missingRedis },
  { ...postgresAtomic, ...missingPostgres },
];

/** Servers with one bug each that only an outage of their store shows. */
export const plantedTapped: readonly TappedServer[] = [
  ...[failsOpen, ownClaimAsRival, recordFailureReleases].map(onRedis),
  { ...commitRetried, ...missingPostgres, twin: postgresAtomic.name },
];

/** Over a real store to which nothing happens. */
export const correctStored: readonly ZooServer[] = [untapped(redisOwnerUnlocks)];
export const plantedStored: readonly ZooServer[] = [untapped(redisCheckThenAct, redisFenced), untapped(redisLockLost, redisFenced), untapped(redisAnyoneUnlocks, redisOwnerUnlocks)];
