import type { Identity } from '../generate/types.js';
import type { Operation } from '../model/index.js';
import { defined } from '../model/index.js';
import type { Execution } from './execution.js';
import { identityOf, renderedOf } from './execution.js';
import { createPace, createPatience, patienceMs } from './patience.js';
import { isShort, probeOf, readCount } from './reading.js';
import { sendAlone } from './send.js';
import { runSetups } from './setup.js';

/** Numbers of these controls: those before belong to settling and to states. */
const FIRST = 5;
/** A control may be refused by bad luck. */
const MOST = 3;

/** An operation like another one that was accepted after it; or why there is none. */
export type Later = { readonly identity: Identity; readonly nonce: string } | { readonly none: string } | undefined;

/**
 * A fresh key with an equal payload, sent after an accepted operation that has not been counted: an effect is lost only if
 * one that was accepted later has been counted meanwhile. Otherwise the service is behind, and nothing is known.
 *
 * @returns undefined where there can be no such operation, and the first is to be judged by itself
 */
export async function acceptLater(execution: Execution, operation: Operation): Promise<Later> {
  let isRefused = false;
  for (let control = FIRST; control < FIRST + MOST; control += 1) {
    if (!(await runSetups(execution, operation, control))) return { none: 'the setup of an operation to compare with went wrong' };
    // It would take the place of what is looked for.
    if (execution.rig.contract.natural === true && pathOf(execution, operation, control) === pathOf(execution, operation, 0)) return undefined;
    const sent = await sendAlone(execution, { id: `c${operation.id}.${control - 1}`, operation, phase: 'control', control });
    const { answer } = sent ?? {};
    if (answer?.class === 'accepted') return acceptedLater(execution, operation, control, defined({ answer: answer.tree }));
    isRefused = answer?.class === 'refused' || answer?.class === 'mismatch';
    if (execution.rig.signal.aborted) break;
  }
  // What it asks for may be had only once: one refund of a charge.
  return isRefused && operation.parent !== undefined ? undefined : { none: 'no operation to compare with was accepted' };
}

function acceptedLater(execution: Execution, operation: Operation, control: number, answered: Pick<Identity, 'answer'>): Later {
  const identity = identityOf(execution, operation, control);
  const { nonce } = renderedOf(execution, operation, { id: '' }, control);
  return nonce === undefined ? undefined : { identity: { ...identity, ...answered }, nonce };
}

function pathOf(execution: Execution, operation: Operation, control: number): string {
  return renderedOf(execution, operation, { id: '' }, control).request.path;
}

/**
 * Waits until a probe has counted the later operation, with the patience that the first one had.
 *
 * @returns how long that took, in milliseconds; 0 where it never did
 */
export async function awaitLater(execution: Execution, operation: Operation, index: number, later: Later): Promise<number> {
  const { rig, recorder } = execution;
  if (later === undefined) return 0;
  if ('none' in later) {
    recorder.add({ type: 'probe', operation: operation.id, probe: index, nonce: '', when: 'control', wrong: later.none });
    return 0;
  }
  const { lagMs, unit } = probeOf(execution, operation, index);
  const patience = createPatience(rig, patienceMs(lagMs));
  const pace = createPace(lagMs);
  const beganMs = rig.clock.nowMs();
  while (!rig.signal.aborted) {
    const count = await readCount(execution, operation, index, { ...later, when: 'control' });
    if (count !== undefined && !isShort(operation, count, unit)) return rig.clock.nowMs() - beganMs;
    if (count === undefined || patience.isOver()) return 0;
    await rig.clock.sleep(pace(), rig.signal);
  }
  return 0;
}
