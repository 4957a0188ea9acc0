import type { Exchange } from '../../model/index.js';

/** Times that each question is asked. */
export const TIMES = 5;
/** What was shed or lost is asked again, and what was told that the first is still running, each time so much later after it. */
export const PAUSES_MS = [0, 100, 500];

/** The exchanges of as many askings, side by side. */
export async function askTimes(once: (time: number) => Promise<Exchange | undefined>): Promise<Exchange[]> {
  const exchanges = await Promise.all(Array.from({ length: TIMES }, (_, time) => once(time)));
  return exchanges.filter((exchange) => exchange !== undefined);
}
