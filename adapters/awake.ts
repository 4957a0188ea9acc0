import { setTimeout as sleepFor } from 'node:timers/promises';

/** Longest that a timer can run: it is there to be waited for, never to go off. */
const FOR_EVER_MS = 2 ** 31 - 1;

/**
 * Waits for something that does not keep the process alive by itself, such as the end of a child that was let go. Else Node
 * would end the kit in the middle of it, with nothing said, wherever nothing else is under way at that moment.
 */
export async function awake<Result>(awaited: Promise<Result>): Promise<Result> {
  const hold = setInterval(() => undefined, FOR_EVER_MS);
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
