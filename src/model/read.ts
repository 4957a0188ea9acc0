import type { Trees } from './answer.js';
import { bodyText, readAnswer } from './answer.js';
import type { Calibration } from './calibration.js';
import type { Calls } from './calls.js';
import { readCall } from './calls.js';
import type { Contract } from './contract.js';
import type { AttemptFacts, Classify, EffectFacts, Facts, OperationFacts, StateFacts } from './facts.js';
import type { CompleteEvent, History, HistoryEvent, InvokeEvent, ProbeEvent, Settlement } from './history.js';
import type { Json } from './json.js';
import type { AttemptId, Operation } from './plan.js';
import { operationsOf } from './operations.js';

/**
 * Indexes a history for the properties. Pure and linear in the number of events.
 *
 * @param history - as recorded, whole or cut off
 * @param classify - the contract's classifier
 */
export function readFacts(history: History, classify: Classify): Facts {
  const { contract, plan, calibration } = history.head;
  const { attempts, groups, crowded, unfit } = readEvents(history.events, contract, classify);
  for (const attempt of attempts.values()) {
    const { phase } = attempt;
    if (phase === 'control') groupOf(groups, attempt.operation).controls.push(attempt);
    else if (phase !== 'setup' && phase !== 'revoke') groupOf(groups, attempt.operation).attempts.push(attempt);
  }
  const operations = operationsOf(plan).map((operation) => operationFacts(operation, groups.get(operation.id) ?? emptyGroup(), calibration, crowded));
  const facts = { history, contract, calibration, plan, operations, attempts };
  return unfit === undefined ? facts : { ...facts, unfit };
}

/** What belongs to one operation, in the order of events. */
interface Group {
  readonly attempts: AttemptFacts[];
  readonly controls: AttemptFacts[];
  readonly probes: ProbeEvent[];
  readonly downstream: Calls;
  settlement: Settlement;
  reused: boolean;
}

interface Read {
  /** In order of sending. */
  readonly attempts: Map<AttemptId, AttemptFacts>;
  /** By operation; attempts are still to be added. */
  readonly groups: Map<number, Group>;
  crowded: boolean;
  /** The first note. */
  unfit: string | undefined;
}

type Writable<Type> = { -readonly [Name in keyof Type]: Type[Name] };

/** One pass over all events. */
function readEvents(events: readonly HistoryEvent[], contract: Contract, classify: Classify): Read {
  const attempts = new Map<AttemptId, Writable<AttemptFacts>>();
  const trees: Trees = new Map();
  const read: Read = { attempts, groups: new Map(), crowded: false, unfit: undefined };
  for (const event of events) {
    switch (event.type) {
      case 'invoke':
        attempts.set(event.attempt, invoked(event));
        break;
      case 'sent': {
        const attempt = attempts.get(event.attempt);
        if (attempt !== undefined) attempt.sentAtMs ??= event.atMs;
        break;
      }
      case 'complete': {
        const attempt = attempts.get(event.attempt);
        if (attempt !== undefined && attempt.endedAtMs === undefined) complete(attempt, event, contract, classify, trees);
        break;
      }
      case 'probe':
        groupOf(read.groups, event.operation).probes.push(event);
        break;
      case 'downstream':
        readCall(groupOf(read.groups, event.operation).downstream, event);
        break;
      case 'settled':
        groupOf(read.groups, event.operation).settlement = event.how;
        break;
      case 'reused':
        groupOf(read.groups, event.operation).reused = true;
        break;
      case 'crowd':
        read.crowded = true;
        break;
      case 'note':
        read.unfit ??= event.text;
        break;
      default:
    }
  }
  return read;
}

function groupOf(groups: Map<number, Group>, operation: number): Group {
  let group = groups.get(operation);
  if (group === undefined) {
    group = emptyGroup();
    groups.set(operation, group);
  }
  return group;
}

function emptyGroup(): Group {
  return { attempts: [], controls: [], probes: [], downstream: [], settlement: 'not-tried', reused: false };
}

/** All members at once, absent ones too: properties look at attempts all the time, which is faster where they all have one shape. */
function invoked(event: InvokeEvent): Writable<AttemptFacts> {
  return {
    id: event.attempt,
    operation: event.operation,
    phase: event.phase,
    key: event.key,
    nonce: event.nonce,
    payload: event.payload,
    principal: event.principal,
    route: event.route,
    instance: event.instance,
    method: event.request.method,
    path: event.request.path,
    requestBody: bodyText(event.request.body),
    fault: event.fault,
    variant: event.variant,
    invokedAtMs: event.atMs,
    sentAtMs: undefined,
    endedAtMs: undefined,
    outcome: 'info',
    reason: undefined,
    detail: undefined,
    lost: true,
    answer: undefined,
  };
}

function complete(attempt: Writable<AttemptFacts>, { atMs, outcome, reason, detail, response, withheld }: CompleteEvent, contract: Contract, classify: Classify, trees: Trees): void {
  attempt.endedAtMs = atMs;
  attempt.outcome = outcome;
  attempt.reason = reason;
  attempt.detail = detail;
  if (response === undefined) return;
  attempt.lost = withheld === true;
  attempt.answer = readAnswer(response, contract, classify, trees);
}

function operationFacts(operation: Operation, { attempts, controls, probes, downstream, settlement, reused }: Group, calibration: Calibration, crowded: boolean): OperationFacts {
  return { id: operation.id, operation, attempts, controls, downstream, effects: effectFacts(operation, probes, calibration), states: stateFacts(probes), settlement, reused, crowded };
}

function effectFacts(operation: Operation, probes: readonly ProbeEvent[], calibration: Calibration): EffectFacts[] {
  const units = calibration.probes.filter(({ route }) => route === operation.route);
  return units.map(({ unit: ordinary, unitByBody }, probe) => {
    const unit = unitByBody?.[operation.body] ?? ordinary;
    const byNonce = new Map<string, number>();
    let total: number | undefined;
    let wrong: string | undefined;
    let later: number | undefined;
    let uncompared: string | undefined;
    for (const event of probes) {
      if (event.probe !== probe || event.when === 'reading') continue;
      if (event.when === 'control') {
        // Without a nonce it says that nothing follows from what was read before; what is read after that counts.
        uncompared = event.nonce === '' ? event.wrong : undefined;
        later = uncompared === undefined ? Math.max(later ?? 0, (event.count ?? 0) / Math.max(unit, 1)) : 0;
        continue;
      }
      if (event.count === undefined) wrong = event.wrong;
      else {
        byNonce.set(event.nonce, event.count / Math.max(unit, 1));
        let sum = 0;
        for (const count of byNonce.values()) sum += count;
        total = Math.max(total ?? 0, sum);
      }
    }
    const compared = { ...(later === undefined ? {} : { later }), ...(uncompared === undefined ? {} : { uncompared }) };
    if (total !== undefined) return { probe, byNonce, total, ...compared };
    return wrong === undefined ? { probe, byNonce, ...compared } : { probe, byNonce, wrong, ...compared };
  });
}

function stateFacts(probes: readonly ProbeEvent[]): StateFacts[] {
  const states: StateFacts[] = [];
  for (const { probe, state, when, atMs, nonce } of probes) {
    if (probe === 'state' && state !== undefined && when !== 'reading') states.push({ of: when === 'control' ? 'control' : 'operation', state: state as Json, atMs, nonce });
  }
  return states;
}
