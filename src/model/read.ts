import type { Contract } from './contract.js';
import type { Answer, AttemptFacts, Classify, EffectFacts, Facts, OperationFacts, StateFacts } from './facts.js';
import type { CompleteEvent, History, HistoryEvent, InvokeEvent, RecordedBody, RecordedResponse, Settlement } from './history.js';
import type { Json } from './json.js';
import { parseJson, pointerGet } from './json.js';
import type { AttemptId, Operation } from './plan.js';
import { operationsOf } from './plan.js';

/**
 * Indexes a history for the properties. Pure and linear in the number of events.
 *
 * @param history - as recorded, whole or cut off
 * @param classify - the contract's classifier
 */
export function readFacts(history: History, classify: Classify): Facts {
  const { contract, plan, calibration } = history.head;
  const attempts = new Map<AttemptId, AttemptFacts>();
  for (const draft of draftAttempts(history.events)) {
    attempts.set(draft.invoke.attempt, attemptFacts(draft, contract, classify));
  }
  const byOperation = groupBy([...attempts.values()], (attempt) => attempt.operation);
  const eventsByOperation = groupBy(history.events.filter(ofOperation), (event) => event.operation ?? -1);
  const operations = operationsOf(plan).map((operation) =>
    operationFacts(operation, byOperation.get(operation.id) ?? [], eventsByOperation.get(operation.id) ?? [], history),
  );
  const unfit = unfitness(history.events);
  return { history, contract, calibration, plan, operations, attempts, ...(unfit === undefined ? {} : { unfit }) };
}

interface Draft {
  readonly invoke: InvokeEvent;
  sentAtMs?: number;
  complete?: CompleteEvent;
}

function draftAttempts(events: readonly HistoryEvent[]): Iterable<Draft> {
  const drafts = new Map<AttemptId, Draft>();
  for (const event of events) {
    if (event.type === 'invoke') drafts.set(event.attempt, { invoke: event });
    else if (event.type === 'complete') {
      const draft = drafts.get(event.attempt);
      if (draft !== undefined) draft.complete ??= event;
    } else if (event.type === 'sent') {
      const draft = drafts.get(event.attempt);
      if (draft !== undefined) draft.sentAtMs ??= event.atMs;
    }
  }
  return drafts.values();
}

function attemptFacts({ invoke, sentAtMs, complete }: Draft, contract: Contract, classify: Classify): AttemptFacts {
  const answer = complete?.response === undefined ? undefined : readAnswer(complete.response, contract, classify);
  return {
    id: invoke.attempt,
    operation: invoke.operation,
    phase: invoke.phase,
    payload: invoke.payload,
    principal: invoke.principal,
    route: invoke.route,
    instance: invoke.instance,
    method: invoke.request.method,
    path: invoke.request.path,
    requestBody: bodyText(invoke.request.body),
    invokedAtMs: invoke.atMs,
    outcome: complete?.outcome ?? 'info',
    lost: complete?.response === undefined || complete.withheld === true,
    ...defined({
      key: invoke.key,
      nonce: invoke.nonce,
      fault: invoke.fault,
      variant: invoke.variant,
      sentAtMs,
      endedAtMs: complete?.atMs,
      reason: complete?.reason,
      detail: complete?.detail,
      answer,
    }),
  };
}

/** Reads a response under a contract: its class, tree, resource id and marker. */
export function readAnswer(response: RecordedResponse, contract: Contract, classify: Classify): Answer {
  const headers: { [name: string]: string } = {};
  for (const [name, value] of response.headers) headers[name.toLowerCase()] ??= value;
  const text = bodyText(response.body);
  const tree = parseJson(text);
  const id = resourceId(contract.resourceId ?? [], headers, tree);
  return {
    class: classify({ status: response.status, ...defined({ tree }) }, contract),
    status: response.status,
    response,
    headers,
    text,
    marked: isMarked(contract, headers, tree),
    ...defined({ tree, id }),
  };
}

/** A body as text; base64 stays as it is, prefixed, so that equality holds. */
export function bodyText(body: RecordedBody): string {
  if (body === null) return '';
  return typeof body === 'string' ? body : `base64:${body.base64}`;
}

function resourceId(places: readonly string[], headers: { readonly [name: string]: string }, tree: Json | undefined): string | undefined {
  for (const place of places) {
    const value = place.startsWith('header:') ? headers[place.slice(7).toLowerCase()] : pointerGet(tree, place);
    if (typeof value === 'string' || typeof value === 'number') return String(value);
  }
  return undefined;
}

function isMarked(contract: Contract, headers: { readonly [name: string]: string }, tree: Json | undefined): boolean {
  const marker = contract.marker;
  if (marker === undefined) return false;
  const value = marker.in === 'header' ? headers[marker.name.toLowerCase()] : pointerGet(tree, marker.name);
  if (value === undefined || value === null) return false;
  return marker.value === undefined || String(value).toLowerCase() === marker.value.toLowerCase();
}

function operationFacts(operation: Operation, sent: readonly AttemptFacts[], events: readonly OperationEvent[], history: History): OperationFacts {
  const attempts = sent.filter(({ phase }) => phase === 'plan' || phase === 'settle' || phase === 'resend');
  const probes = events.filter((event) => event.type === 'probe');
  return {
    id: operation.id,
    operation,
    attempts,
    controls: sent.filter(({ phase }) => phase === 'control'),
    effects: effectFacts(operation, probes, history),
    states: probes.flatMap(stateFacts),
    settlement: events.reduce<Settlement>((how, event) => (event.type === 'settled' ? event.how : how), 'not-tried'),
    crowded: history.events.some((event) => event.type === 'crowd'),
  };
}

type OperationEvent = Extract<HistoryEvent, { operation: number }> | Extract<HistoryEvent, { type: 'note' }>;
type ProbeOf = Extract<HistoryEvent, { type: 'probe' }>;

function ofOperation(event: HistoryEvent): event is OperationEvent {
  return event.type !== 'invoke' && 'operation' in event && event.operation !== undefined;
}

function effectFacts(operation: Operation, probes: readonly ProbeOf[], history: History): EffectFacts[] {
  const units = history.head.calibration.probes.filter(({ route }) => route === operation.route);
  return units.map(({ unit: ordinary, unitByBody }, probe) => {
    const unit = unitByBody?.[operation.body] ?? ordinary;
    const byNonce = new Map<string, number>();
    let total: number | undefined;
    let wrong: string | undefined;
    for (const event of probes) {
      if (event.probe !== probe || event.when === 'control' || event.when === 'reading') continue;
      if (event.count === undefined) wrong = event.wrong;
      else {
        byNonce.set(event.nonce, event.count / Math.max(unit, 1));
        const sum = [...byNonce.values()].reduce((left, right) => left + right, 0);
        total = Math.max(total ?? 0, sum);
      }
    }
    return { probe, byNonce, ...defined({ total, wrong: total === undefined ? wrong : undefined }) };
  });
}

function stateFacts(event: ProbeOf): StateFacts[] {
  if (event.probe !== 'state' || event.state === undefined || event.when === 'reading') return [];
  return [{ of: event.when === 'control' ? 'control' : 'operation', state: event.state as Json, atMs: event.atMs, nonce: event.nonce }];
}

function unfitness(events: readonly HistoryEvent[]): string | undefined {
  for (const event of events) if (event.type === 'note') return event.text;
  return undefined;
}

/** Items by a key, each group in their order. */
export function groupBy<Item, Key>(items: readonly Item[], keyOf: (item: Item) => Key): Map<Key, Item[]> {
  const groups = new Map<Key, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}

/** The object without its undefined members: what `exactOptionalPropertyTypes` asks for. */
export function defined<Members extends object>(members: Members): { [Name in keyof Members]: Exclude<Members[Name], undefined> } {
  // A loop: this is called several times for every request.
  const kept: { [name: string]: unknown } = {};
  for (const name of Object.keys(members)) {
    const value = members[name as keyof Members];
    if (value !== undefined) kept[name] = value;
  }
  return kept as never;
}
