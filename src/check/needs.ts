import { isWaitable, waitsOf } from '../generate/index.js';
import type { Contract, Need, Target } from '../model/index.js';
import type { Timing } from './timing.js';
import { longestWaitMs } from './timing.js';

/** What the user supplied, of all that a property may need. */
export function needsGiven(target: Target, contract: Contract, timing: Timing): readonly Need[] {
  const [main] = target.routes;
  const given: readonly [need: Need, is: boolean][] = [
    ['probe', (main?.effects.length ?? 0) > 0],
    // Ids are looked for in every answer; whether there are any is not known before.
    ['resource-id', false],
    ['state-probe', main?.state !== undefined],
    ['second-principal', target.principals.length > 1],
    ['second-route', target.routes.length > 1],
    ['key', target.key !== null],
    ['json-body', /json/i.test(main?.mediaType ?? '') && (main?.bodies.length ?? 0) > 0],
    ['marker', contract.marker !== undefined],
    ['revoke', target.revoke !== undefined],
    ['second-instance', target.instances.length > 1],
    ['short-window', isWaitable(waitsOf(contract).expiry, { longestWaitMs: longestWaitMs(timing) })],
  ];
  return given.flatMap(([need, is]) => (is ? [need] : []));
}
