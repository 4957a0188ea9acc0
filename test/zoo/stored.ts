import postgresAtomic from './correct/postgres-atomic.js';
import redisFenced from './correct/redis-fenced.js';
import failsOpen from './planted/fails-open.js';
import ownClaimAsRival from './planted/own-claim-as-rival.js';
import recordFailureReleases from './planted/record-failure-releases.js';
import { isThere, POSTGRES, postgresUrl, REDIS } from './base/stores.js';
import type { TappedServer } from './base/stored.js';

/** A server whose store is a real one, behind a tap. */
export interface StoredServer {
  readonly server: TappedServer;
  /** Where its store is. */
  readonly store: string;
  /** False where that store is not on this machine. */
  readonly isThere: boolean;
}

const [redis, postgres] = await Promise.all([isThere(REDIS), isThere(POSTGRES)]);
const onRedis = (server: TappedServer): StoredServer => ({ server, store: `redis://127.0.0.1:${REDIS.port}`, isThere: redis });

/** Servers on which nothing may be reported, whatever happens to their store. */
export const correctStored: readonly StoredServer[] = [onRedis(redisFenced), { server: postgresAtomic, store: postgresUrl().replace(/:[^:@/]*@/, '@'), isThere: postgres }];

/** Servers with one bug each that only an outage of their store shows. */
export const plantedStored: readonly StoredServer[] = [failsOpen, ownClaimAsRival, recordFailureReleases].map(onRedis);
