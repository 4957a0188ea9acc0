import { setTimeout as delay } from 'node:timers/promises';
import { Redis } from './redis.js';
import { unique, type Charge, type Order, type Stored } from './stored.js';

/** What a service on Redis has at hand: its keys there, and a bank that is somebody else's. */
export interface Desk {
  readonly redis: Redis;
  readonly prefix: string;
  /** Charges the card: takes its time, and is not undone. */
  charge(charge: Charge): Promise<void>;
}

/** A service whose keys are in Redis and whose charges are not. */
export function onRedis(post: (desk: Desk, order: Order) => ReturnType<Stored['post']>): (port: number) => Stored {
  return (port) => {
    const booked = new Map<string, number>();
    const redis = new Redis(port);
    const desk: Desk = {
      redis,
      prefix: unique(),
      async charge({ reference }) {
        booked.set(reference, (booked.get(reference) ?? 0) + 1);
        await delay(4);
      },
    };
    return {
      post: (order) => post(desk, order),
      count: async (reference) => booked.get(reference) ?? 0,
      close: () => redis.close(),
    };
  };
}

/** How long records are kept, in seconds. */
export const KEPT_S = 600;
