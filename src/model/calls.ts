import type { DownstreamFacts } from './facts.js';
import type { DownstreamEvent } from './history.js';

/** Calls to a downstream while a history is being read. */
export type Calls = { -readonly [Name in keyof DownstreamFacts]: DownstreamFacts[Name] }[];

/** Adds what an event says of a call. */
export function readCall(calls: Calls, event: DownstreamEvent): void {
  if (event.what === 'arrives') {
    const { call, atMs, effect, key, act } = event;
    calls.push({ call, arrivedAtMs: atMs, endedAtMs: undefined, ending: undefined, effect, key, act });
    return;
  }
  const call = calls.findLast((each) => each.call === event.call);
  if (call === undefined) return;
  call.endedAtMs = event.atMs;
  call.ending = event.ending;
}
