import { operationsOf, readAnswer } from '../model/index.js';
import { inBackground } from './background.js';
import type { Execution } from './execution.js';
import { recordResponse } from './recorder.js';

/** Controls of the settling count from 1, those of crowds from 1,000; these keys must not meet theirs. */
const FIRST_CONTROL = 900_000;
/** A pool that joins its store again waits longer with each try, mostly two seconds at last. */
const LONGEST_MS = 10_000;
/** Where the run is over before that, this much of it says enough. */
const TELLING_MS = 4_000;
const FIRST_SPACING_MS = 5;
const LARGEST_SPACING_MS = 250;

/**
 * Sends ordinary requests with fresh keys, one after the other, until the target gives one a definite answer. They are
 * background, like a crowd.
 *
 * @returns false where it does not come to that; true as well where nothing more may be sent, and it was not long
 */
export async function servesAgain(execution: Execution): Promise<boolean> {
  const { rig, plan } = execution;
  const models = operationsOf(plan).filter(({ parent }) => parent === undefined);
  const [model] = models.toSorted((left, right) => left.route - right.route || left.body - right.body);
  if (model === undefined) return true;
  const send = inBackground(execution, model);
  const beganMs = rig.clock.nowMs();
  let spacingMs = FIRST_SPACING_MS;
  for (let control = FIRST_CONTROL; await rig.gate.pass('request', rig.signal); control += 1) {
    const completion = await send(control);
    if (completion.outcome === 'ok') {
      const { class: meaning, status } = readAnswer(recordResponse(completion.response), rig.contract, rig.classify);
      // A body that is there to provoke a refusal is refused again.
      if (meaning !== 'transient' && meaning !== 'in-flight' && status < 500) return true;
    }
    if (rig.session.processControl?.look?.(0).ended !== undefined || rig.clock.nowMs() - beganMs >= LONGEST_MS) return false;
    await rig.clock.sleep(spacingMs, rig.signal);
    spacingMs = Math.min(spacingMs * 2, LARGEST_SPACING_MS);
  }
  return rig.clock.nowMs() - beganMs < TELLING_MS;
}
