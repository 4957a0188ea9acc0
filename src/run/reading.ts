import type { Aside, Identity } from '../generate/types.js';
import type { Json, Operation, Probe, ProbeEvent, Reading, WireRequest } from '../model/index.js';
import { defined } from '../model/index.js';
import { asCaller } from './caller.js';
import type { Execution } from './execution.js';
import { PrincipalError } from './principals.js';

/** An effects probe of the operation's route, as far as it has been calibrated. */
export interface Calibrated {
  /** False where calibration has not seen it count: then the rest is what is assumed of any probe. */
  readonly isKnown: boolean;
  /** From an answer to the first reading that shows its effect; 0 where that is not known. */
  readonly lagMs: number;
  /** What the operation makes, at least 1. */
  readonly unit: number;
  readonly notFoundMeansNone: boolean;
}

/** What calibration knows of a probe of the operation's route, by its place among them. */
export function probeOf({ rig }: Execution, operation: Operation, index: number): Calibrated {
  const known = rig.calibration.probes.filter(({ route }) => route === operation.route)[index];
  const unit = known?.unitByBody?.[operation.body] ?? known?.unit ?? 1;
  return { isKnown: known !== undefined, lagMs: known?.lagMs ?? 0, unit: Math.max(unit, 1), notFoundMeansNone: known?.notFoundMeansNone === true };
}

/** True where the count is too small for an accepted operation; how much another body than the ordinary one makes is not known. */
export function isShort({ body }: Operation, count: number, unit: number): boolean {
  return body === 0 ? count < unit : count === 0;
}

/** Whose effects are read, and why. */
export interface CountOf {
  readonly identity: Identity;
  readonly nonce: string;
  readonly when: ProbeEvent['when'];
}

/** One recorded reading of an effects probe; undefined where it went wrong, or the kit was stopped. */
export async function readCount(execution: Execution, operation: Operation, index: number, { identity, nonce, when }: CountOf): Promise<number | undefined> {
  const probe = execution.rig.probes.effects[operation.route]?.[index];
  const read = probe === undefined ? undefined : await readOne(execution, operation, probe, { kind: 'effects', probe: index }, identity, nonce);
  if (read === undefined) return undefined;
  const reading = 'wrong' in read && read.notFound === true && probeOf(execution, operation, index).notFoundMeansNone ? { count: 0 } : read;
  execution.recorder.add({ type: 'probe', operation: operation.id, probe: index, nonce, ...shape(reading, when) });
  return 'count' in reading ? reading.count : undefined;
}

/** Undefined where the kit was stopped before it could read. */
export async function readOne(execution: Execution, operation: Operation, probe: Probe, aside: Aside, identity: Identity, nonce: string): Promise<Reading | undefined> {
  const { rig } = execution;
  await rig.disruptions?.calm();
  if (!(await rig.gate.pass('probe', rig.signal))) return undefined;
  try {
    const request = async (): Promise<WireRequest> => {
      const bare = rig.blueprint.renderAside(aside, operation, identity, nonce);
      return asCaller(bare, await rig.principals.headersOf(operation.principal));
    };
    const values = (): readonly Json[] => rig.blueprint.renderHoles(aside, operation, identity, nonce);
    return await probe.read({ request, values, nonce, principal: operation.principal, timeoutMs: rig.timeoutMs, ...defined({ answer: identity.answer }) });
  } catch (error) {
    const lacksAnswer = identity.answer === undefined && rig.blueprint.needsAnswer(aside, operation.route);
    return { wrong: error instanceof Error ? error.message : String(error), hint: hintFor(error, lacksAnswer) };
  }
}

/** What would be right where a probe could not even be asked. */
function hintFor(error: unknown, lacksAnswer: boolean): string {
  if (error instanceof PrincipalError) return 'the command is run again after a 401: make it work whenever it is run, also while the service is under load';
  // `{{answer …}}` of an operation that was never accepted.
  return lacksAnswer ? 'the probe needs what the answer did not give' : 'the request of the probe could not be made or sent: what stands in it, or the adapter, is the cause';
}

/** A reading as the members of its event. One that went wrong is the last of its probe, and so has settled. */
export function shape(reading: Reading, when: ProbeEvent['when']): Omit<ProbeEvent, 'type' | 'atMs' | 'operation' | 'probe' | 'nonce'> {
  if ('count' in reading) return { when, count: reading.count };
  if ('state' in reading) return { when, state: reading.state };
  const { wrong, hint, notFound = false } = reading;
  return { when: when === 'reading' ? 'settled' : when, wrong, hint, ...(notFound ? { notFound } : {}) };
}
