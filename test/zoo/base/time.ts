import { setImmediate as immediate, setTimeout as sleep } from 'node:timers/promises';

/** The smallest real wait: one turn of the event loop. */
export async function turn(): Promise<void> {
  await immediate();
}

export async function pause(ms: number): Promise<void> {
  await sleep(ms);
}

/** Numbers in [0, 1) from a seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** True at every nth time of asking. */
export function everyNth(n: number): () => boolean {
  let count = 0;
  return () => ++count % n === 0;
}

/**
 * A call that takes a while, and one time in four, by chance, far longer.
 *
 * @param end - what a long call ends with in place of an answer
 */
export function hangs({ seed, everyMs, hangMs, end }: { seed: number; everyMs: number; hangMs: number; end?: () => Error }): () => Promise<void> {
  const random = seeded(seed);
  return async () => {
    const long = random() < 0.25;
    await pause(long ? hangMs : everyMs);
    if (long && end) throw end();
  };
}
