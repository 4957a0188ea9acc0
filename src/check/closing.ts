import type { Note, Session } from '../model/index.js';

/** How long a way may take to close. What the kit itself opens is closed well before. */
const CLOSE_MS = 5_000;

/**
 * Closes the way to the target. Where that fails, or does not end, what was found outlives it: it is told in a note, and
 * nobody waits any longer.
 */
export async function closed(session: Pick<Session, 'close'>, withinMs = CLOSE_MS): Promise<Note | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`it was waited for ${withinMs / 1000} s`)), withinMs);
  });
  try {
    await Promise.race([session.close?.(), late]);
    return undefined;
  } catch (error) {
    return { kind: 'warning', text: `the way to the target did not close: ${error instanceof Error ? error.message : String(error)}` };
  } finally {
    clearTimeout(timer);
  }
}
