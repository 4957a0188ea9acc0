import { ordinaryLike } from '../generate/index.js';
import type { Identity } from '../generate/types.js';
import type { AttemptFacts, Operation } from '../model/index.js';
import { defined } from '../model/index.js';
import type { Asked } from './control.js';
import { prepareControl, readControl, sendPrepared } from './control.js';
import type { Execution } from './execution.js';
import { identityOf, renderedOf } from './execution.js';
import { createPace, createPatience, patienceMs } from './patience.js';
import { isShort, probeOf, readCount } from './reading.js';

/** A control may be refused by bad luck. */
const MOST = 3;
/** An operation that was accepted after the one that it is compared with. */
export interface Compared {
  readonly asked: Asked;
  /** What it asked for. */
  readonly like: Operation;
  readonly identity: Identity;
  readonly nonce: string;
}

/** Operations that were accepted after another one; or why there is none. */
export type Later = readonly Compared[] | { readonly none: string } | undefined;

/**
 * Fresh keys, sent after an accepted operation that has not been counted: an effect is lost only if one that was accepted
 * later has been counted meanwhile. Otherwise the service is behind, and nothing is known. One has an equal payload. The other
 * one is ordinary, since what is lost for what it asks for is lost in its like too.
 *
 * @returns undefined where there can be no such operation, and the first is to be judged by itself
 */
export async function acceptLater(execution: Execution, operation: Operation): Promise<Later> {
  const equal = await accepted(execution, operation, 'same');
  if (equal === undefined) return undefined;
  const ordinary = isOrdinary(operation) ? undefined : await accepted(execution, operation, 'ordinary');
  const all = [equal, ordinary].filter((each) => each !== undefined && 'nonce' in each);
  return all.length > 0 ? all : { none: 'no operation to compare with was accepted' };
}

function isOrdinary({ body, filler, draws }: Operation): boolean {
  return body === 0 && filler === undefined && Object.keys(draws).length === 0;
}

/** The same whenever it is asked for: a last look then reads what was sent. */
function likeOf({ rig, head }: Execution, operation: Operation, asked: Asked): Operation {
  return asked === 'same' ? operation : ordinaryLike(rig.blueprint, operation, `${head.salt}/${operation.id}`);
}

async function accepted(execution: Execution, operation: Operation, asked: Asked): Promise<Compared | { readonly none: string } | undefined> {
  const { contract, signal } = execution.rig;
  const like = likeOf(execution, operation, asked);
  let isRefused = false;
  for (let nth = 0; nth < MOST && !signal.aborted; nth += 1) {
    const control = await prepareControl(execution, like);
    if (control === undefined) return { none: 'the setup of an operation to compare with went wrong' };
    // It would take the place of what is looked for.
    if (contract.natural === true && pathOf(execution, like, control) === pathOf(execution, operation, 0)) return undefined;
    const { answer } = (await sendPrepared(execution, like, control, asked)) ?? {};
    if (answer?.class === 'accepted') return comparedOf(execution, like, control, asked, defined({ answer: answer.tree }));
    isRefused = answer?.class === 'refused' || answer?.class === 'mismatch';
  }
  // What it asks for may be had only once: one refund of a charge.
  return isRefused && operation.parent !== undefined ? undefined : { none: 'it was not accepted' };
}

function comparedOf(execution: Execution, like: Operation, control: number, asked: Asked, answered: Pick<Identity, 'answer'>): Compared | undefined {
  const { nonce } = renderedOf(execution, like, { id: '' }, control);
  return nonce === undefined ? undefined : { asked, like, nonce, identity: { ...identityOf(execution, like, control), ...answered } };
}

function pathOf(execution: Execution, operation: Operation, control: number): string {
  return renderedOf(execution, operation, { id: '' }, control).request.path;
}

/**
 * Waits until a probe has counted a later operation, with the patience that the first one had.
 *
 * @returns how long the first one has from here on, in milliseconds; 0 where nothing was counted
 */
export async function awaitLater(execution: Execution, operation: Operation, index: number, later: Later): Promise<number> {
  const { rig, recorder } = execution;
  if (later === undefined) return 0;
  if ('none' in later) {
    recorder.add({ type: 'probe', operation: operation.id, probe: index, nonce: '', when: 'control', wrong: later.none });
    return 0;
  }
  const { lagMs } = probeOf(execution, operation, index);
  const patience = createPatience(rig, patienceMs(lagMs));
  const pace = createPace(lagMs);
  const beganMs = rig.clock.nowMs();
  while (!rig.signal.aborted) {
    const counted = await countedOf(execution, index, later);
    if (counted === 'same') return rig.clock.nowMs() - beganMs;
    const mayCome = counted === 'none' || (counted === 'ordinary' && later.some(({ asked }) => asked === 'same'));
    if (!mayCome || patience.isOver()) return counted === 'ordinary' ? rig.slowMs : 0;
    await rig.clock.sleep(pace(), rig.signal);
  }
  return 0;
}

/** Which of them the probe counts whole by now. */
async function countedOf(execution: Execution, index: number, later: readonly Compared[]): Promise<Asked | 'none' | 'unreadable'> {
  const states = await Promise.all(later.map(async (each) => ({ asked: each.asked, is: await wasCounted(execution, index, each) })));
  const counted = states.filter(({ is }) => is === true).map(({ asked }) => asked);
  if (counted.length > 0) return counted.includes('same') ? 'same' : 'ordinary';
  return states.some(({ is }) => is === false) ? 'none' : 'unreadable';
}

/** Whether the probe counts it whole by now; undefined where it could not be read. */
async function wasCounted(execution: Execution, index: number, { like, identity, nonce }: Compared): Promise<boolean | undefined> {
  const count = await readCount(execution, like, index, { identity, nonce, when: 'control' });
  return count === undefined ? undefined : !isShort(like, count, probeOf(execution, like, index).unit);
}

/**
 * Reads once more what was compared with: where one of them is counted by now, an earlier operation which is not is lost.
 *
 * @param controls - the operation's own
 * @returns how long the operation has from here on, in milliseconds; 0 where nothing was counted
 */
export async function recountLater(execution: Execution, operation: Operation, index: number, controls: readonly AttemptFacts[]): Promise<number> {
  const compared = controls.flatMap(({ id, nonce, answer }) => {
    if (nonce === undefined || answer?.class !== 'accepted') return [];
    const { control, asked } = readControl(id);
    const like = likeOf(execution, operation, asked);
    return [{ asked, like, nonce, identity: { ...identityOf(execution, like, control), ...defined({ answer: answer.tree }) } }];
  });
  const counted = await countedOf(execution, index, compared);
  if (counted === 'ordinary') return execution.rig.slowMs;
  return counted === 'same' ? patienceMs(probeOf(execution, operation, index).lagMs) : 0;
}
