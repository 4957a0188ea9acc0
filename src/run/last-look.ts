import type { AttemptFacts, Facts, History, Operation } from '../model/index.js';
import { appendEvents, defined, readFacts } from '../model/index.js';
import { begin, downstreamOf, isVolatile } from './execute.js';
import type { Execution, Sent } from './execution.js';
import { readControl } from './control.js';
import { recountLater } from './later.js';
import { PrincipalError } from './principals.js';
import { probeOnce } from './probing.js';
import { createRecorder } from './recorder.js';
import type { Rig } from './rig.js';
import { sendAlone } from './send.js';
import { allEnded } from './together.js';

/**
 * The last look at a finished history: its operations are probed once more and, where asked, sent again. Late effects
 * and forgotten keys count.
 *
 * @returns the history, continued; the same one where there was nothing to look at
 */
export async function lookAgain(history: History, rig: Rig, resend: boolean): Promise<History> {
  const facts = readFacts(history, rig.classify);
  if (facts.unfit !== undefined) return history;
  const beganAtMs = rig.clock.nowMs() - (rig.clock.wallMs() - Date.parse(history.head.startedAt));
  // What a store that went down meanwhile has forgotten is nobody's fault, unless the contract says otherwise.
  const forgotten = (): boolean => isVolatile(rig) && rig.outages.since(beganAtMs) !== undefined;
  if (forgotten()) return history;
  const execution = resume(history, facts, rig);
  execution.downstream?.calm();
  const strike = rig.disruptions?.since(beganAtMs + (history.events.at(-1)?.atMs ?? 0));
  if (strike !== undefined) execution.recorder.add({ type: 'disruption', ...strike });
  try {
    await allEnded(facts.operations.map((each) => lookAt(execution, facts, each.operation, resend)));
  } catch (error) {
    // Without credentials nothing can be seen; what was seen before stands.
    if (!(error instanceof PrincipalError)) throw error;
    return history;
  } finally {
    execution.downstream?.leave();
  }
  // A look that was cut off has shown nothing: what it had read may tell half of the story.
  return forgotten() || rig.signal.aborted ? history : appendEvents(history, execution.recorder.events);
}

/** How long after everything else the last look came, in milliseconds; undefined where there was none. */
export function lookedAfterMs({ events }: History): number | undefined {
  const at = events.findIndex((event) => (event.type === 'invoke' && event.phase === 'resend') || (event.type === 'probe' && event.when === 'final'));
  // Strikes that came meanwhile are told of as the look begins.
  const before = events.slice(0, Math.max(at, 0)).findLast(({ type }) => type !== 'disruption');
  const look = events[at];
  return before === undefined || look === undefined ? undefined : look.atMs - before.atMs;
}

async function lookAt(execution: Execution, facts: Facts, operation: Operation, resend: boolean): Promise<void> {
  const { rig, nonces } = execution;
  if (resend && isFinished(facts, operation)) {
    await sendAlone(execution, { id: `r${operation.id}.0`, operation, phase: 'resend' });
    // A second effect of the resend shows no sooner than a first one did.
    await rig.clock.sleep(Math.max(...rig.calibration.probes.map(({ lagMs }) => lagMs * 1.5), 2), rig.signal);
  }
  await recountBehind(execution, facts, operation);
  await probeOnce(execution, operation, [...(nonces.get(operation.id) ?? [])], 'final');
}

/** What was accepted later is read first, and where it is counted by now the operation is given some time more: then it is lost or not. */
async function recountBehind(execution: Execution, facts: Facts, operation: Operation): Promise<void> {
  const { attempts = [], controls = [], effects = [] } = facts.operations.find(({ id }) => id === operation.id) ?? {};
  const acceptedAtMs = Math.min(...attempts.filter(({ answer }) => answer?.class === 'accepted').map(endOf));
  const after = controls.filter(({ invokedAtMs }) => invokedAtMs >= acceptedAtMs);
  const behind = effects.filter(({ later }) => later === 0);
  if (behind.length === 0) return;
  const givenMs = await Promise.all(behind.map(({ probe }) => recountLater(execution, operation, probe, after)));
  await execution.rig.clock.sleep(Math.ceil(Math.max(...givenMs)), execution.rig.signal);
}

/** Only an operation whose own payload was accepted may be sent again: another payload would be a new question. */
function isFinished(facts: Facts, operation: Operation): boolean {
  if (operation.key.kind === 'absent' || operation.key.kind === 'empty' || operation.key.kind === 'hostile') return false;
  const attempts = facts.operations.find(({ id }) => id === operation.id)?.attempts ?? [];
  return attempts.some(({ answer, payload, variant }) => answer?.class === 'accepted' && payload === 0 && variant?.method === undefined);
}

/** An execution that goes on where the history stops. */
function resume(history: History, facts: Facts, rig: Rig): Execution {
  const { head, events } = history;
  const fresh = begin(head.plan, rig, { id: head.id, salt: head.salt });
  // Its times go on from where they were, whatever has passed since; a wall clock that went back must not turn them.
  const sinceStartMs = Math.max(events.at(-1)?.atMs ?? 0, rig.clock.wallMs() - Date.parse(head.startedAt));
  const sent = new Map<number, Sent[]>();
  const nonces = new Map<number, Set<string>>();
  const numbers = new Map<number, number>();
  for (const { id, attempts, controls } of facts.operations) {
    numbers.set(id, Math.max(0, ...controls.map((control) => readControl(control.id).control)));
    sent.set(id, attempts.toSorted((left, right) => endOf(left) - endOf(right)).map(sentFrom));
    nonces.set(id, new Set(attempts.flatMap(({ nonce }) => (nonce === undefined ? [] : [nonce]))));
  }
  const recorder = createRecorder(head, rig.clock, sinceStartMs);
  return {
    ...fresh,
    ...downstreamOf(head.plan, rig, recorder, events),
    head,
    sent,
    nonces,
    controls: numbers,
    wallMs: Date.parse(head.startedAt),
    captures: capturesOf(history),
    recorder,
  };
}

/** Of several accepted answers the first to come counts, so that the order must be that of ending. */
function endOf({ endedAtMs = Number.MAX_SAFE_INTEGER }: AttemptFacts): number {
  return endedAtMs;
}

function sentFrom(attempt: AttemptFacts): Sent {
  const { id, operation, payload, outcome, variant, reason, answer } = attempt;
  // Long ago: nothing of it is at work any more.
  return { attempt: id, operation, payload, outcome, endedAtMs: -Infinity, safe: variant?.method !== undefined, ...defined({ reason, answer }) };
}

/** What the setups captured stands in the record, so that a continued history renders the same bytes. */
function capturesOf(history: History): Execution['captures'] {
  const captures: Execution['captures'] = new Map();
  for (const event of history.events) {
    if (event.type === 'capture') captures.set(`${event.operation}/${event.control}`, { ...captures.get(`${event.operation}/${event.control}`), ...event.values });
  }
  return captures;
}
