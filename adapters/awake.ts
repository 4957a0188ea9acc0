import { setTimeout as sleepFor } from 'node:timers/promises';

import { LONGEST_TIMER_MS } from '../src/model/index.js';

/**
 * Waits for something that does not keep the process alive by itself, such as the end of a child that was let go. Else Node
 * would end the kit in the middle of it, with nothing said, wherever nothing else is under way at that moment.
 */
export async function awake<Result>(awaited: Promise<Result>): Promise<Result> {
  // It is there to be waited for, never to go off.
  const hold = setInterval(() => undefined, LONGEST_TIMER_MS);
  try {
    return await awaited;
  } finally {
    clearInterval(hold);
  }
}

/** As {@link awake}, and no longer than that. */
export async function awakeFor(mostMs: number, awaited: Promise<unknown>): Promise<void> {
  const late = new AbortController();
  await Promise.race([awaited, sleepFor(mostMs, undefined, { signal: late.signal }).catch(() => undefined)]);
  late.abort();
}
