import type { AttemptFacts, Facts } from '../../src/model/index.js';
import { disruptionsOf, endOf, onceFor, startOf, takesStore } from '../../src/model/index.js';

/** When what the target stores in was away, until it served again. */
interface Window {
  readonly fromMs: number;
  readonly toMs: number;
}

/** One outage is under way at a time, so that the record has each one's end before the next one's beginning. */
const windowsOf = onceFor((facts: Facts): readonly Window[] => {
  const windows: { fromMs: number; toMs: number }[] = [];
  let open: { fromMs: number; toMs: number } | undefined;
  for (const event of disruptionsOf(facts)) {
    if (event.begins === undefined) {
      if (open !== undefined) open.toMs = event.atMs;
      continue;
    }
    open = takesStore(event.begins) ? { fromMs: event.atMs, toMs: event.atMs } : undefined;
    if (open !== undefined) windows.push(open);
  }
  if (windows.length === 0) return windows;
  const lastMs = facts.history.events.at(-1)?.atMs ?? 0;
  // Where the record stops in the midst of one, nothing says that it has ended.
  return windows.map(({ fromMs, toMs }) => ({ fromMs, toMs: toMs === fromMs ? lastMs : toMs }));
});

/**
 * True where the attempt was out while the store was away, or before the target had got over that: it may then fail, wait or
 * be told to, whatever it asks for. A store that is only slow excuses nothing.
 */
export function metOutage(facts: Facts, attempt: AttemptFacts): boolean {
  return windowsOf(facts).some(({ fromMs, toMs }) => startOf(attempt) <= toMs && fromMs <= endOf(attempt));
}

/**
 * From when on time counts that began at `atMs`: what was at work in an outage may have been held up until its end.
 */
export function heldUpUntil(facts: Facts, atMs: number, untilMs: number): number {
  let end = atMs;
  for (const { fromMs, toMs } of windowsOf(facts)) if (fromMs <= Math.max(end, untilMs) && toMs >= atMs) end = Math.max(end, toMs);
  return end;
}
