import type { Trouble } from '../model/index.js';
import type { Gate } from '../run/gate.js';
import type { Slowness, Timing } from './timing.js';
import { timeNeeded } from './timing.js';

/** What was sent until then, and how much of that was answered 429. */
type Shed = Pick<Gate, 'count' | 'probeReads' | 'shed'>;

/** More than this share of 429 is what the time went into: each of them makes everything wait. */
const MUCH = 0.05;

/** Calibration asks what it must; with a slow target, or one that sheds, that may be all there is time for. */
export function noTimeLeft(timing: Pick<Timing, 'startedAtMs' | 'endsAtMs'>, slowness: Slowness, gate: Shed): Trouble {
  const seconds = Math.round((timing.endsAtMs - timing.startedAtMs) / 1000);
  const shed = shedding(gate);
  const why = shed?.why ?? `a request takes ${Math.round(slowness.durationMs)} ms`;
  const more = `give the run more time: ${timeNeeded(timing, slowness) ?? '--time'}`;
  return { kind: 'inconclusive', message: `calibration left no time for a plan: ${why}, and there were ${seconds} s in all`, hint: shed === undefined ? more : `${shed.hint}; or ${more}` };
}

/** Why the time went by, and what helps, where the target turned much away. */
export function shedding({ count, probeReads, shed }: Shed): { readonly why: string; readonly hint: string } | undefined {
  const requests = count - probeReads;
  if (shed === 0 || shed < requests * MUCH) return undefined;
  return { why: `${shed} of ${requests} requests were answered 429`, hint: 'raise the limit of the service under test, or give a --rate that it bears' };
}
