import type { DisruptionEvent, History, WireReason } from '../model/index.js';
import { takesStore } from '../model/index.js';

/** Why a target seems to have gone: its last error. */
export interface Lost {
  readonly reason: WireReason;
  /** In words; empty where there are none. */
  readonly detail: string;
}

/** Tells a target that has gone from one that only fails. */
export interface Silence {
  /** Looks at a history that has just ended; tells the loss once it is one, and from then on. */
  see(history: History): Lost | undefined;
}

/** Plans in a row without an answer after which the target is taken for gone. */
const SILENT_PLANS = 6;

/** Counts plans in a row whose last attempts came to nothing, with no answer to anybody since the first of these. */
export function createSilence(): Silence {
  let silent = 0;
  let sinceMs = Infinity;
  let lost: Lost | undefined;
  return {
    see(history) {
      // What the kit has killed is silent for a reason, and comes back.
      if (history.events.some((event) => event.type === 'disruption' && event.begins !== undefined && isViolent(event.begins))) return lost;
      const { answeredAtMs, silence } = endOf(history);
      // Plans that waited end late: what answered them before the silence says nothing about it.
      if (answeredAtMs > sinceMs) silent = 0;
      if (silence === undefined) return lost;
      sinceMs = silent === 0 ? silence.sinceMs : Math.min(sinceMs, silence.sinceMs);
      silent += 1;
      if (silent >= SILENT_PLANS) lost = silence.last;
      return lost;
    },
  };
}

/**
 * Why a history says nothing of its target: nothing in it was answered, and not because a fault of the plan took the answer
 * away. That it does not fail then is no clean run. Undefined where it does say something.
 */
export function silenceIn(history: History): Lost | undefined {
  const { answeredAtMs, silence } = endOf(history);
  return answeredAtMs === -Infinity ? silence?.last : undefined;
}

/** Everything but a store that is slow. */
function isViolent(begins: NonNullable<DisruptionEvent['begins']>): boolean {
  return begins.kind !== 'outage' || takesStore(begins);
}

/** When the last answer came, and what came to nothing after it; by the wall clock, since plans run side by side. */
function endOf({ head, events }: History): { readonly answeredAtMs: number; readonly silence: { readonly sinceMs: number; readonly last: Lost } | undefined } {
  const beganAtMs = Date.parse(head.startedAt);
  let answeredAtMs = -Infinity;
  let silence: { readonly sinceMs: number; readonly last: Lost } | undefined;
  for (const event of events) {
    if (event.type !== 'complete') continue;
    if (event.outcome === 'ok') {
      answeredAtMs = beganAtMs + event.atMs;
      silence = undefined;
    } else if (event.reason !== 'fault' && event.reason !== 'interrupted') {
      const last: Lost = { reason: event.reason ?? 'other', detail: event.detail ?? '' };
      silence = { sinceMs: silence?.sinceMs ?? beganAtMs + event.atMs, last };
    }
  }
  return { answeredAtMs, silence };
}
