import type { Reading } from '../../src/model/index.js';

/**
 * A reading that is there within the time, or one that says that it was not.
 *
 * @param slow - what would be right where it was not
 * @param read - never rejects; its signal is aborted once nobody waits for it any more
 */
export async function inTime(timeoutMs: number, slow: string, read: (signal: AbortSignal) => Promise<Reading>): Promise<Reading> {
  const over = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Reading>((resolve) => {
    timer = setTimeout(() => resolve({ wrong: `it came to no count within ${Math.round(timeoutMs)} ms`, hint: slow }), timeoutMs);
  });
  try {
    return await Promise.race([read(over.signal), late]);
  } finally {
    clearTimeout(timer);
    over.abort();
  }
}

/** A count as functions, drivers and commands write it: bigints and digits too, since SQL counts further than numbers do. */
export function countIn(value: unknown): number | undefined {
  const count = typeof value === 'bigint' || (typeof value === 'string' && /^\d{1,15}$/.test(value)) ? Number(value) : value;
  return typeof count === 'number' && Number.isSafeInteger(count) && count >= 0 ? count : undefined;
}

/** A value for a message. */
export function shown(value: unknown): string {
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (typeof value === 'function' || (typeof value === 'object' && value !== null)) return typeof value === 'object' ? 'an object' : 'a function';
  const text = typeof value === 'string' ? JSON.stringify(value) : String(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
