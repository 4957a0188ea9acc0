import type { Aside, Identity } from '../generate/types.js';
import type { Json, Operation, Probe, ProbeCalibration, ProbeEvent, Reading, WireRequest } from '../model/index.js';
import { defined } from '../model/index.js';
import { release } from './claims.js';
import type { Execution } from './execution.js';
import { identityOf, isAccepted, neverBegan, sentOf } from './execution.js';
import { sendAlone } from './send.js';
import { runSetups } from './setup.js';

/** A lost effect is one that does not show within so many lags of the probe … */
const PATIENCE_LAGS = 5;
/** … and at least this long. */
const PATIENCE_MS = 2_000;
/** A count that still changes after so many readings never settles. */
const MAX_READINGS = 40;
const MAX_POLL_MS = 200;

/**
 * Reads the probes of one settled operation until they stop changing; an accepted operation is given five lags (at
 * least 2 s) to show its effect.
 */
export async function probeOperation(execution: Execution, operation: Operation): Promise<void> {
  if (neverBegan(execution, operation)) return;
  const effects = execution.rig.probes.effects[operation.route] ?? [];
  await Promise.all(effects.map((probe, index) => countUntilStill(execution, operation, probe, index)));
  await readStates(execution, operation);
}

/** One reading of every effects probe for every nonce of the operation; the campaign's last look. */
export async function probeOnce(execution: Execution, operation: Operation, nonces: readonly string[], when: ProbeEvent['when']): Promise<void> {
  const effects = execution.rig.probes.effects[operation.route] ?? [];
  await Promise.all(effects.map((probe, index) => readAll(execution, operation, probe, index, nonces, when)));
}

async function countUntilStill(execution: Execution, operation: Operation, probe: Probe, index: number): Promise<void> {
  const { rig } = execution;
  const nonces = [...(execution.nonces.get(operation.id) ?? [])];
  const known = probeOf(execution, operation, index);
  const lagMs = known?.lagMs ?? 0;
  const unit = Math.max(known?.unitByBody?.[operation.body] ?? known?.unit ?? 1, 1);
  const patientUntilMs = rig.clock.nowMs() + Math.max(PATIENCE_LAGS * lagMs, PATIENCE_MS);
  // A handler whose client went away may still be at work: its effect must not be read as a late one.
  const abandoned = sentOf(execution, operation.id).some(({ outcome }) => outcome === 'info');
  const quietMs = Math.max(lagMs * 1.5, abandoned ? rig.calibration.durationP95Ms * 1.5 : 0, 2);
  let pollMs = Math.max(lagMs / 2, 2);
  let before: number | undefined;
  for (let reading = 0; reading < MAX_READINGS && !rig.signal.aborted; reading += 1) {
    const total = await readAll(execution, operation, probe, index, nonces, 'reading');
    if (total === undefined) return;
    const awaited = isAccepted(execution, operation.id) && total < unit && rig.clock.nowMs() < patientUntilMs;
    if (!awaited && total === before) return restate(execution, operation, index, nonces);
    if (awaited) pollMs = Math.min(pollMs * 1.5, MAX_POLL_MS);
    before = total;
    await rig.clock.sleep(awaited ? pollMs : quietMs, rig.signal);
  }
  if (!rig.signal.aborted) unreadable(execution, operation, index, `the count kept changing over ${MAX_READINGS} readings`);
}

function probeOf({ rig }: Execution, operation: Operation, index: number): ProbeCalibration | undefined {
  return rig.calibration.probes.filter(({ route }) => route === operation.route)[index];
}

/** Sum over the nonces; undefined where a reading went wrong (which is recorded). */
async function readAll(
  execution: Execution, operation: Operation, probe: Probe, index: number, nonces: readonly string[], when: ProbeEvent['when'],
): Promise<number | undefined> {
  const none = probeOf(execution, operation, index)?.notFoundMeansNone === true;
  const readings = await Promise.all(
    nonces.map(async (nonce) => {
      const read = await readOne(execution, operation, probe, { kind: 'effects', probe: index }, identityOf(execution, operation), nonce);
      if (read === undefined) return undefined;
      const reading = 'wrong' in read && read.notFound === true && none ? { count: 0 } : read;
      execution.recorder.add({ type: 'probe', operation: operation.id, probe: index, nonce, ...shape(reading, when) });
      return 'count' in reading ? reading.count : undefined;
    }),
  );
  return readings.every((count) => count !== undefined) ? readings.reduce<number>((sum, count) => sum + (count as number), 0) : undefined;
}

/** The last readings, marked as settled: they had stopped changing. */
function restate(execution: Execution, operation: Operation, index: number, nonces: readonly string[]): void {
  const { recorder } = execution;
  for (const nonce of nonces) {
    const last = recorder.events.findLast(
      (event): event is ProbeEvent => event.type === 'probe' && event.operation === operation.id && event.probe === index && event.nonce === nonce,
    );
    if (last?.count !== undefined) recorder.add({ type: 'probe', operation: operation.id, probe: index, nonce, when: 'settled', count: last.count });
  }
}

function unreadable(execution: Execution, operation: Operation, index: number, wrong: string): void {
  execution.recorder.add({ type: 'probe', operation: operation.id, probe: index, nonce: '', when: 'settled', wrong });
}

/** Natural targets: the state after all attempts, and that of an equal resource which was sent once. */
async function readStates(execution: Execution, operation: Operation): Promise<void> {
  const { rig, recorder } = execution;
  const probe = rig.probes.state[operation.route];
  if (probe === undefined || rig.contract.natural !== true || rig.signal.aborted || !isAccepted(execution, operation.id)) return;
  await rig.clock.sleep(Math.max(2, sentOf(execution, operation.id).some(({ outcome }) => outcome === 'info') ? rig.calibration.durationP95Ms * 1.5 : 0), rig.signal);
  const own = await readState(execution, operation, probe, identityOf(execution, operation));
  await release(execution, operation, 0);
  if (own.reading === undefined) return;
  recorder.add({ type: 'probe', operation: operation.id, probe: 'state', nonce: own.nonce, ...shape(own.reading, 'settled') });
  // Two, since no two resources are quite alike: what differs between them says nothing about the operation's own.
  for (const control of [1, 2]) {
    if (!(await runSetups(execution, operation, control))) return;
    const sent = await sendAlone(execution, { id: `c${operation.id}.${control - 1}`, operation, phase: 'control', control });
    if (sent?.answer?.class !== 'accepted') return;
    const { answer: _, ...identity } = identityOf(execution, operation, control);
    // What it was answered names its own resource, and not the operation's.
    const once = await readState(execution, operation, probe, { ...identity, ...defined({ answer: sent.answer.tree }) });
    await release(execution, operation, control);
    if (once.reading === undefined) return;
    recorder.add({ type: 'probe', operation: operation.id, probe: 'state', nonce: once.nonce, ...shape(once.reading, 'control') });
  }
}

/** The state of the operation's resource, or of its control's, under the nonce that its request carries. */
async function readState(execution: Execution, operation: Operation, probe: Probe, identity: Identity): Promise<{ reading: Reading | undefined; nonce: string }> {
  const { nonce = '' } = execution.rig.blueprint.renderAttempt(execution.plan, operation, {}, identity);
  return { reading: await readOne(execution, operation, probe, { kind: 'state' }, identity, nonce), nonce };
}

/** Undefined where the kit was stopped before it could read. */
async function readOne(execution: Execution, operation: Operation, probe: Probe, aside: Aside, identity: Identity, nonce: string): Promise<Reading | undefined> {
  const { rig } = execution;
  await rig.disruptions?.calm();
  if (!(await rig.gate.pass('probe', rig.signal))) return undefined;
  try {
    const request = async (): Promise<WireRequest> => {
      const bare = rig.blueprint.renderAside(aside, operation, identity, nonce);
      return { ...bare, headers: [...bare.headers, ...(await rig.principals.headersOf(operation.principal))] };
    };
    const values = (): readonly Json[] => rig.blueprint.renderHoles(aside, operation, identity, nonce);
    return await probe.read({ request, values, nonce, principal: operation.principal, timeoutMs: rig.timeoutMs, ...defined({ answer: identity.answer }) });
  } catch (error) {
    // A probe that needs `{{answer …}}` of an operation that was never accepted.
    return { wrong: error instanceof Error ? error.message : String(error), hint: 'the probe needs what the answer did not give' };
  }
}

function shape(reading: Reading, when: ProbeEvent['when']): Omit<ProbeEvent, 'type' | 'atMs' | 'operation' | 'probe' | 'nonce'> {
  if ('count' in reading) return { when, count: reading.count };
  if ('state' in reading) return { when, state: reading.state };
  const { wrong, hint, notFound = false } = reading;
  return { when: when === 'reading' ? 'settled' : when, wrong, hint, ...(notFound ? { notFound } : {}) };
}
