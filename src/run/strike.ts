import type { Disruption, History, InvokeEvent, Start } from '../model/index.js';

/** One that came long after everything had ended was met by the last look: the wait itself shows nothing. */
const LONGEST_PAUSE_MS = 100;

/**
 * The first strike that a history has met from a plan beside it once something was sent, as one of its own: at the same moment of the attempt that
 * was at work then, or that had ended last. Undefined where there was none.
 */
export function strikeIn({ head, events }: History): Disruption | undefined {
  const sent = events.findIndex((event) => event.type === 'invoke' && event.phase === 'plan');
  const at = events.findIndex((event, index) => sent >= 0 && index > sent && event.type === 'disruption' && event.begins !== undefined);
  const strike = events[at];
  if (strike?.type !== 'disruption' || strike.begins === undefined) return undefined;
  const before = events.slice(0, at).filter((event): event is InvokeEvent => event.type === 'invoke' && event.phase === 'plan');
  const last = before.at(-1);
  if (last === undefined) return undefined;
  const ended = events.slice(0, at).find((event) => event.type === 'complete' && event.attempt === last.attempt);
  const start: Start = ended === undefined
    ? { kind: 'during', of: last.attempt, durations: Math.round(((strike.atMs - last.atMs) / head.calibration.durationMs) * 1000) / 1000 }
    : { kind: 'after', of: last.attempt, pauseMs: Math.min(LONGEST_PAUSE_MS, Math.round(strike.atMs - ended.atMs)) };
  return { ...strike.begins, id: 'd0', start };
}
