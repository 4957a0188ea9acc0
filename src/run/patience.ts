import type { Rig } from './rig.js';

/** A lost effect is one that does not show within so many lags of the probe … */
export const PATIENCE_LAGS = 5;
/** … and at least this long. */
const PATIENCE_MS = 2_000;
const MAX_POLL_MS = 200;
/** What takes long to be lost is asked for less often. */
const POLLS = 25;

/** How long an accepted operation is given to show its effect. */
export function patienceMs(lagMs: number): number {
  return Math.max(PATIENCE_LAGS * lagMs, PATIENCE_MS);
}

/**
 * Time that runs while the target is there: what was killed, paused or cut off from its store by the kit cannot work meanwhile.
 *
 * @param ms - how much of such time there is, from now on
 */
export function createPatience({ clock, disruptions }: Pick<Rig, 'clock' | 'disruptions'>, ms: number): { isOver(): boolean } {
  const now = (): number => clock.nowMs() - (disruptions?.struckMs() ?? 0);
  const endsAtMs = now() + ms;
  return { isOver: () => now() >= endsAtMs };
}

/** Pauses between the readings of something that is awaited, each longer than the one before. */
export function createPace(lagMs: number): () => number {
  const most = Math.max(MAX_POLL_MS, patienceMs(lagMs) / POLLS);
  let pollMs = Math.max(lagMs / 2, 2);
  return () => (pollMs = Math.min(pollMs * 1.5, most));
}
