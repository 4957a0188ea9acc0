import type { Identity } from '../generate/types.js';
import type { Operation, Probe, ProbeEvent, Reading } from '../model/index.js';
import { defined } from '../model/index.js';
import { release } from './claims.js';
import { sendControl } from './control.js';
import type { Execution } from './execution.js';
import { identityOf, isAccepted, neverBegan, probedIdentityOf, sentOf } from './execution.js';
import type { Later } from './later.js';
import { acceptLater, awaitLater } from './later.js';
import { createPace, createPatience, PATIENCE_LAGS, patienceMs } from './patience.js';
import { isShort, probeOf, readCount, readOne, shape } from './reading.js';

/** A count that still changes after so many readings never settles. */
const MAX_READINGS = 60;

/**
 * Reads the probes of one settled operation until they stop changing; an accepted operation is given five lags (at
 * least 2 s) to show its effect, and as long as one takes that is accepted later.
 */
export async function probeOperation(execution: Execution, operation: Operation): Promise<void> {
  if (neverBegan(execution, operation)) return;
  const effects = execution.rig.probes.effects[operation.route] ?? [];
  let later: Promise<Later> | undefined;
  await Promise.all(effects.map((_, index) => countUntilStill(execution, operation, index, () => (later ??= acceptLater(execution, operation)))));
  await readStates(execution, operation);
}

/** One reading of every effects probe for every nonce of the operation; the campaign's last look. */
export async function probeOnce(execution: Execution, operation: Operation, nonces: readonly string[], when: ProbeEvent['when']): Promise<void> {
  const effects = execution.rig.probes.effects[operation.route] ?? [];
  await Promise.all(effects.map((_, index) => readAll(execution, operation, index, nonces, when)));
}

async function countUntilStill(execution: Execution, operation: Operation, index: number, later: () => Promise<Later>): Promise<void> {
  const { rig } = execution;
  const nonces = noncesOf(execution, operation);
  const { lagMs, unit, isKnown } = probeOf(execution, operation, index);
  let patience = createPatience(rig, patienceMs(lagMs));
  // A handler whose client went away may still be at work: its effect must not be read as a late one.
  const abandoned = sentOf(execution, operation.id).some(({ outcome }) => outcome === 'info');
  const quietMs = Math.max(lagMs * 1.5, abandoned ? rig.calibration.durationP95Ms * 1.5 : 0, 2);
  const accepted = isAccepted(execution, operation.id);
  let pace = createPace(lagMs);
  let before: number | undefined;
  let isCompared = false;
  let isAwaited = false;
  for (let reading = 0; reading < MAX_READINGS && !rig.signal.aborted; reading += 1) {
    const total = await readAll(execution, operation, index, nonces, 'reading');
    if (total === undefined) return;
    isAwaited = accepted && total < unit && !patience.isOver();
    if (!isAwaited && total === before) {
      if (isCompared || !isKnown || !accepted || nonces.length === 0 || !isShort(operation, total, unit)) return restate(execution, operation, index, nonces);
      isCompared = true;
      // Whoever came first has as long as that took, once more.
      const givenMs = await awaitLater(execution, operation, index, await later());
      patience = createPatience(rig, givenMs);
      pace = createPace(Math.max(lagMs, givenMs / PATIENCE_LAGS));
    }
    before = total;
    await rig.clock.sleep(isAwaited ? pace() : quietMs, rig.signal);
  }
  if (rig.signal.aborted) {
    // It had been waited for as long as others take, and more: neither counted nor lost is what it must not pass for.
    if (isCompared && accepted && before !== undefined && isShort(operation, before, unit)) undecided(execution, operation, index, nonces);
  } else unreadable(execution, operation, index, isAwaited ? awaitedStill(before ?? 0) : `the count kept changing over ${MAX_READINGS} readings`);
}

/** The readings were over before the time of the effect was, which stands still while the target is struck. */
function awaitedStill(count: number): string {
  return `the count was still ${count} at the last of ${MAX_READINGS} readings, before the time was over in which an effect may show (time in which the kit strikes the service does not count)`;
}

/** Sum over the nonces; undefined where a reading went wrong (which is recorded). */
async function readAll(execution: Execution, operation: Operation, index: number, nonces: readonly string[], when: ProbeEvent['when']): Promise<number | undefined> {
  const identity = probedIdentityOf(execution, operation);
  const counts = await Promise.all(nonces.map((nonce) => readCount(execution, operation, index, { identity, nonce, when })));
  return counts.every((count) => count !== undefined) ? counts.reduce<number>((sum, count) => sum + (count as number), 0) : undefined;
}

function noncesOf(execution: Execution, operation: Operation): string[] {
  return [...(execution.nonces.get(operation.id) ?? [])];
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

/** What was last read, and that nothing follows from what was accepted later. */
function undecided(execution: Execution, operation: Operation, index: number, nonces: readonly string[]): void {
  restate(execution, operation, index, nonces);
  execution.recorder.add({ type: 'probe', operation: operation.id, probe: index, nonce: '', when: 'control', wrong: 'the run ended while an effect was waited for that others had shown sooner' });
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
  const own = await readState(execution, operation, probe, probedIdentityOf(execution, operation));
  await release(execution, operation, 0);
  if (own.reading === undefined) return;
  recorder.add({ type: 'probe', operation: operation.id, probe: 'state', nonce: own.nonce, ...shape(own.reading, 'settled') });
  // Two, since no two resources are quite alike: what differs between them says nothing about the operation's own.
  for (let nth = 0; nth < 2; nth += 1) {
    const { control = 0, sent } = (await sendControl(execution, operation)) ?? {};
    if (sent?.answer?.class !== 'accepted') return;
    // What it was answered names its own resource, and not the operation's.
    const once = await readState(execution, operation, probe, { ...identityOf(execution, operation, control), ...defined({ answer: sent.answer.tree }) });
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
