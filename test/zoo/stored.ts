import postgresAtomic from './correct/postgres-atomic.js';
import redisFenced from './correct/redis-fenced.js';
import failsOpen from './planted/fails-open.js';
import ownClaimAsRival from './planted/own-claim-as-rival.js';
import recordFailureReleases from './planted/record-failure-releases.js';
import { missingPostgres, missingRedis } from './base/stores.js';
import type { TappedServer } from './base/stored.js';

const onRedis = (server: TappedServer): TappedServer => ({ ...server, ...missingRedis, twin: redisFenced.name });

/** Servers on which nothing may be reported, whatever happens to their store, which is a real one behind a tap. */
export const correctStored: readonly TappedServer[] = [
  { ...redisFenced, ...missingRedis },
  { ...postgresAtomic, ...missingPostgres },
];

/** Servers with one bug each that only an outage of their store shows. */
export const plantedStored: readonly TappedServer[] = [failsOpen, ownClaimAsRival, recordFailureReleases].map(onRedis);
