import type { Operation, Settlement } from '../model/index.js';
import { takesStore, WORK_DURATIONS } from '../model/index.js';
import type { Execution, Sent } from './execution.js';
import { isAccepted, neverBegan, sentOf } from './execution.js';
import { sendControl } from './control.js';
import { retryAfterMs, sendAlone } from './send.js';

/** An operation that fails the same way this often has shown what it does. */
const ALIKE = 3;
/** Connections that an outage has broken may each fail once more before they are made anew. */
const ALIKE_AFTER_OUTAGE = 12;
const FIRST_SPACING_MS = 10;
const LARGEST_SPACING_MS = 500;
/** Of the lease. */
const STRUCK_SHARE = 1 / 8;
/** A retry that was struck may have claimed the key until a lease later, but not for ever. */
const MOST_LEASES = 3;
/** Ten by luck, each with one in two for the one and for the other, are one in a million; on a slow service there is time for fewer. */
const MOST_TURNS = 10;
const LEAST_TURNS = 4;
const TURNS_MS = 2_000;
const BETWEEN_TURNS_MS = 25;
/** Where the contract names no lease. */
const DEFAULT_LEASE_MS = 10_000;

/**
 * Fair retries after the plan: faults have ended, and the operation is sent again, spaced, until it is accepted,
 * refused, has failed the same way three times, or the lease is over. An accepted operation is not retried, so that a
 * retry cannot mask a lost effect.
 */
export async function settleOperation(execution: Execution, operation: Operation): Promise<Settlement> {
  const end = awaitStruck(execution, operation);
  try {
    return await settle(execution, operation);
  } finally {
    end?.();
  }
}

/**
 * Where a strike may have left a claim behind, the run is not over before it is known what becomes of that: unless the answer to
 * a finished operation looks the same for good.
 */
function awaitStruck(execution: Execution, operation: Operation): (() => void) | undefined {
  const { awaited, contract } = execution.rig;
  const mayWait = awaited !== undefined && contract.replay?.finished !== 'conflict-with-id' && wasStruck(execution);
  return mayWait && !isAccepted(execution, operation.id) ? awaited.begin() : undefined;
}

async function settle(execution: Execution, operation: Operation): Promise<Settlement> {
  const asked = await retryUntilDefinite(execution, operation);
  const isWaiting = asked === 'deadline' && sentOf(execution, operation.id).at(-1)?.answer?.class === 'in-flight';
  const how = isWaiting ? await compareWithFresh(execution, operation) : asked;
  execution.recorder.add({ type: 'settled', operation: operation.id, how });
  // A fresh key with an equal payload tells a burned key from a target that fails everybody.
  if (!isWaiting && (how === 'refused' || how === 'failed-alike' || how === 'deadline')) await sendControl(execution, operation);
  return how;
}

async function retryUntilDefinite(execution: Execution, operation: Operation): Promise<Settlement> {
  const { rig } = execution;
  if (isAccepted(execution, operation.id)) return 'accepted';
  // Without a key every sending is an operation of its own, unless the request itself is the identity.
  if (rig.contract.natural !== true && (operation.key.kind === 'absent' || operation.key.kind === 'empty')) return 'not-tried';
  if (neverBegan(execution, operation)) return 'not-tried';
  // Nothing of it ever reached the target, and so it must stay: an effect of it would be nobody's.
  if (sentOf(execution, operation.id).length > 0 && sentOf(execution, operation.id).every(({ outcome }) => outcome === 'fail')) return 'not-tried';
  // A claim may outlive its work by the lease, and an abandoned attempt may be at work until here: not-stuck counts the same.
  const workMs = WORK_DURATIONS * rig.calibration.durationP95Ms;
  const leaseMs = (rig.contract.leaseMs ?? DEFAULT_LEASE_MS) + workMs;
  const waitMs = rig.contract.waitMs ?? 0;
  const lastMs = rig.clock.nowMs() + MOST_LEASES * leaseMs + waitMs;
  let endMs = rig.clock.nowMs() + leaseMs + waitMs;
  let spacingMs = FIRST_SPACING_MS;
  // Where plans strike the target, any retry may be struck, and may then have claimed the key anew: few are sent.
  const largestMs = wasStruck(execution) ? Math.max(LARGEST_SPACING_MS, leaseMs * STRUCK_SHARE) : LARGEST_SPACING_MS;
  const enough = hasLostStore(execution) ? ALIKE_AFTER_OUTAGE : ALIKE;
  let last = '';
  let alike = 0;
  let atWorkUntilMs = 0;
  const seeAbandoned = (sent: Sent): void => {
    if (sent.outcome === 'info') atWorkUntilMs = Math.max(atWorkUntilMs, sent.endedAtMs + workMs);
  };
  sentOf(execution, operation.id).forEach(seeAbandoned);
  for (let retry = 0; !rig.signal.aborted; retry += 1) {
    // What another plan does to the target would be no fair retry.
    await rig.disruptions?.calm();
    const askedAtMs = rig.clock.nowMs();
    const sent = await sendAlone(execution, { id: `s${operation.id}.${retry}`, operation, phase: 'settle' });
    if (sent === undefined) return 'interrupted';
    seeAbandoned(sent);
    if (sent.outcome === 'info') endMs = Math.min(lastMs, Math.max(endMs, sent.endedAtMs + leaseMs + waitMs));
    const kind = sent.answer?.class;
    if (kind === 'accepted') return 'accepted';
    if (kind === 'mismatch') return 'refused';
    if (kind === 'refused') {
      if (askedAtMs >= Math.min(atWorkUntilMs, endMs)) return 'refused';
      // It may have overtaken an attempt that nobody waits for any more: only the next one is the end.
      await rig.clock.sleep(Math.ceil(atWorkUntilMs - rig.clock.nowMs()), rig.signal);
      [last, alike] = ['', 0];
      continue;
    }
    // One that was struck has shown nothing of what it does.
    const wasMet = sent.outcome === 'info' && rig.disruptions?.since(askedAtMs) !== undefined;
    if (kind !== 'in-flight' && !wasMet) {
      const now = `${kind ?? sent.reason}/${sent.answer?.status}`;
      alike = now === last ? alike + 1 : 1;
      last = now;
      if (alike === enough) return 'failed-alike';
    }
    // One that is sent before the end and answered after it proves nothing: the last is asked after it.
    if (askedAtMs >= endMs) return 'deadline';
    const leftMs = Math.max(0, Math.ceil(endMs - rig.clock.nowMs()));
    await rig.clock.sleep(Math.min(pauseAfter(sent, spacingMs, rig.clock.wallMs()), leftMs), rig.signal);
    spacingMs = Math.min(spacingMs * 2, largestMs);
  }
  return 'interrupted';
}

/**
 * A key that waits at the end of its lease takes turns with fresh ones. A service may serve one request of an account at a
 * time, and so let one of many in by luck; and what this one waited for may just have ended.
 */
async function compareWithFresh(execution: Execution, operation: Operation): Promise<Settlement> {
  const { clock, signal } = execution.rig;
  const before = sentOf(execution, operation.id).length;
  const beganAtMs = clock.nowMs();
  for (let turn = 0; turn < MOST_TURNS && (turn < LEAST_TURNS || clock.nowMs() - beganAtMs < TURNS_MS); turn += 1) {
    const fresh = (await sendControl(execution, operation))?.sent?.answer?.class;
    await clock.sleep(BETWEEN_TURNS_MS, signal);
    if (signal.aborted) return 'interrupted';
    // One that is shed, or struck by another plan, says nothing; one that waits says that there is more to wait for than the key.
    if (fresh === 'in-flight') break;
    if (fresh !== 'accepted') continue;
    const sent = await sendAlone(execution, { id: `s${operation.id}.${before + turn}`, operation, phase: 'settle' });
    if (signal.aborted) return 'interrupted';
    if (sent?.answer?.class === 'accepted') return 'accepted';
    if (sent?.answer?.class === 'mismatch' || sent?.answer?.class === 'refused') return 'refused';
    if (sent?.answer?.class !== 'in-flight') break;
    await clock.sleep(BETWEEN_TURNS_MS, signal);
  }
  return 'deadline';
}

function wasStruck({ recorder }: Execution): boolean {
  return recorder.events.some((event) => event.type === 'disruption' && event.begins !== undefined);
}

/** What the target stores in was taken away while the plan ran; slow it may be at any time. */
function hasLostStore({ recorder }: Execution): boolean {
  return recorder.events.some((event) => event.type === 'disruption' && event.begins !== undefined && takesStore(event.begins));
}

function pauseAfter(sent: Sent, spacingMs: number, wallMs: number): number {
  return Math.max(spacingMs, retryAfterMs(sent.answer?.headers['retry-after'], wallMs) ?? 0);
}
