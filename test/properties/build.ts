import { classify } from '../../src/contracts/classify.js';
import type { Lane, Attempt, Calibration, Contract, Fault, Facts, Headers, History, HistoryEvent, Json, KeyChoice, Operation, Phase, Plan, Settlement, Step, Variant, WireReason } from '../../src/model/index.js';
import { readFacts } from '../../src/model/index.js';

/** An answer as it is written in a test: a status, or more of it. */
export interface Got {
  readonly status: number;
  readonly body?: Json | string;
  readonly headers?: { readonly [name: string]: string };
  /** Kept from the client. */
  readonly withheld?: boolean;
}

/** One attempt: when it was out, in ms, and how it ended. `fail`: it never arrived. A reason: no answer. */
export interface Sent {
  readonly at: readonly [from: number, to: number];
  readonly got: number | Got | WireReason | 'fail';
  readonly payload?: number;
  /** What was asked, where it matters: default `{}`. */
  readonly body?: string;
  /** Null: it carries none. */
  readonly nonce?: string | null;
  readonly variant?: Variant;
  readonly fault?: Fault;
  readonly phase?: Phase;
  readonly key?: string;
  /** Default 0. */
  readonly instance?: number;
}

export interface Told {
  readonly key?: KeyChoice;
  readonly principal?: number;
  readonly route?: number;
  readonly body?: number;
  /** The operation whose answer its request is made from. */
  readonly parent?: number;
  /** The operation whose payload it sends, nonce and all. */
  readonly copies?: number;
  readonly method?: string;
  /** Its controls ask for the same resource. */
  readonly oneResource?: boolean;
  readonly sent: readonly Sent[];
  /** Settled count by nonce, or of the operation's own; null: nobody counted. */
  readonly effects?: number | null | { readonly [nonce: string]: number };
  /** What was counted of one that was accepted later. */
  readonly later?: number;
  readonly settled?: Settlement;
  /** Another plan had the same resource. */
  readonly reused?: true;
  readonly states?: { readonly operation?: Json; readonly control?: Json; readonly again?: Json };
}

/** A resource as the services of these tests answer it. */
export function made(id: string, more: { readonly [name: string]: Json } = {}, status = 201): Got {
  return { status, body: { id, amount: 5, ...more }, headers: { 'content-type': 'application/json', location: `/charges/${id}` } };
}

/** A key that waits in turns with fresh ones, each of which gets the next of these: an answer, or none. */
export function turns(fromMs: number, fresh: readonly Sent['got'][]): Sent[] {
  return fresh.flatMap((got, nth): Sent[] => [
    { at: [fromMs + 40 * nth, fromMs + 40 * nth + 10], got, phase: 'control' },
    { at: [fromMs + 40 * nth + 20, fromMs + 40 * nth + 30], got: 409, phase: 'settle' },
  ]);
}

/** Fresh keys that are served. */
export const served = (count: number): Got[] => Array.from({ length: count }, (_, nth) => made(`f${nth}`));

export const CONTRACT: Contract = {
  version: 1,
  name: 'test',
  key: { in: 'header', name: 'Idempotency-Key' },
  scope: ['principal', 'route', 'method'],
  answers: { accepted: ['2xx'], refused: ['400', '402'], inFlight: ['409'], mismatch: ['422'], transient: ['408', '425', '429', '5xx'], neverStored: ['429'] },
  inFlight: ['conflict', 'wait'],
  mismatch: 'reject',
  missingKey: 'execute',
  stored: ['2xx', '4xx'],
  failure: 're-run',
  equivalence: 'json',
  replay: { finished: 'replay', identity: 'fields', status: 'same', headers: ['etag'] },
  marker: { in: 'header', name: 'replayed' },
  resourceId: ['header:Location', '/id'],
  leaseMs: 10_000,
};

export const CALIBRATION: Calibration = {
  durationMs: 10,
  durationP95Ms: 20,
  probes: [
    { route: 0, unit: 1, lagMs: 0 },
    { route: 1, unit: 1, lagMs: 0 },
  ],
  lanes: ['pooled'],
  literals: [],
  required: [],
  observations: [],
};

export interface Setting {
  readonly contract?: Partial<Contract> | undefined;
  readonly without?: readonly (keyof Contract)[];
  readonly calibration?: Partial<Calibration>;
  readonly more?: readonly HistoryEvent[];
  readonly steps?: readonly Step[];
  readonly crowd?: Plan['crowd'];
  /** Default `pooled`. */
  readonly lane?: Lane;
}

/** A literal history: operations with what was sent for each, and what was counted in the end. */
export function history(operations: readonly Told[], setting: Setting = {}): History {
  const contract: Contract = { ...CONTRACT, ...(setting.contract as Contract | undefined) };
  const kept = Object.fromEntries(Object.entries(contract).filter(([name]) => !(setting.without ?? []).includes(name as keyof Contract))) as unknown as Contract;
  let next = 0;
  const told = operations.map((each, id) => ({ each, id, sent: each.sent.map((sent) => ({ sent, attempt: sent.phase === 'control' ? `c${next++}` : `a${next++}` })) }));
  const events = told.flatMap(({ each, id, sent }) => [...sent.flatMap((one) => attemptEvents(each, id, one)), ...endEvents(each, id)]);
  const steps = told.map(({ each, id, sent }): Step => ({ kind: 'operation', operation: planned(each, id, sent.map(({ attempt }) => attempt)) }));
  return {
    head: {
      format: 'retryproof-history',
      version: 1,
      id: 'h1',
      salt: 's',
      contract: kept,
      calibration: { ...CALIBRATION, ...setting.calibration },
      startedAt: '2026-01-01T00:00:00Z',
      plan: { address: { seed: 1, climate: [], index: 0 }, lane: setting.lane ?? 'pooled', steps: [...steps, ...(setting.steps ?? [])], crowd: setting.crowd ?? [], disruptions: [] },
    },
    events: [...(setting.more ?? []), ...events.toSorted((a, b) => a.atMs - b.atMs)],
  };
}

/** The facts of a literal history. */
export function facts(operations: readonly Told[], setting: Setting = {}): Facts {
  return readFacts(history(operations, setting), classify);
}

function planned({ key = { kind: 'fresh' }, route = 0, principal = 0, body = 0, parent, copies }: Told, id: number, attempts: readonly string[]): Operation {
  return { id, key, route, principal, body, ...(parent === undefined ? {} : { parent }), ...(copies === undefined ? {} : { copies }), draws: {}, attempts: attempts.map((name): Attempt => ({ id: name, start: { kind: 'begin', durations: 0 } })) };
}

function keyOf(told: Told, id: number): string | undefined {
  const key = told.key ?? { kind: 'fresh' };
  if (key.kind === 'absent') return undefined;
  if (key.kind === 'shared') return `key-${key.of}`;
  return key.kind === 'near' ? `KEY-${key.of}` : key.kind === 'empty' ? '' : key.kind === 'hostile' ? key.text : `key-${id}`;
}

function attemptEvents(told: Told, id: number, { sent, attempt }: { sent: Sent; attempt: string }): HistoryEvent[] {
  const { at, got, payload = 0, variant, fault, phase = 'plan', instance = 0 } = sent;
  const key = phase === 'control' ? `control-${attempt}` : (sent.key ?? keyOf(told, id));
  const nonce = sent.nonce !== undefined ? sent.nonce : (phase === 'control' ? `nonce${id}c` : `nonce${id}`);
  // A control asks for a resource of its own.
  const path = `${told.route === 1 ? '/refunds' : '/charges'}${phase === 'control' && told.method !== undefined && told.oneResource !== true ? '/control' : ''}`;
  const [atMs, endMs] = at;
  return [
    {
      type: 'invoke',
      atMs,
      attempt,
      operation: id,
      phase,
      payload,
      ...(nonce === null ? {} : { nonce }),
      principal: told.principal ?? 0,
      route: told.route ?? 0,
      instance,
      request: { method: variant?.method ?? told.method ?? 'POST', path, headers: [], body: sent.body ?? '{}' },
      ...(key === undefined ? {} : { key }),
      ...(variant === undefined ? {} : { variant }),
      ...(fault === undefined ? {} : { fault }),
    },
    { type: 'sent', atMs, attempt },
    completion(attempt, endMs, got),
  ];
}

function completion(attempt: string, atMs: number, got: Sent['got']): HistoryEvent {
  if (got === 'fail') return { type: 'complete', atMs, attempt, outcome: 'fail', reason: 'refused' };
  if (typeof got === 'string') return { type: 'complete', atMs, attempt, outcome: 'info', reason: got };
  const { status, body, headers = {}, withheld } = typeof got === 'number' ? { status: got } : got;
  const text = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body);
  const response = { status, headers: Object.entries(headers) as Headers, body: text };
  return { type: 'complete', atMs, attempt, outcome: 'ok', response, ...(withheld === undefined ? {} : { withheld }) };
}

const END = 90_000;

function endEvents({ effects, later, settled = 'accepted', states, sent, reused }: Told, operation: number): HistoryEvent[] {
  const counts = typeof effects === 'number' ? { [`nonce${operation}`]: effects } : (effects ?? {});
  const control = sent.some(({ phase }) => phase === 'control') ? `nonce${operation}c` : 'none';
  return [
    { type: 'settled', atMs: END, operation, how: settled },
    ...Object.entries(counts).map(([nonce, count]): HistoryEvent => ({ type: 'probe', atMs: END, operation, probe: 0, nonce, when: 'settled', count })),
    ...(later === undefined ? [] : [{ type: 'probe', atMs: END, operation, probe: 0, nonce: control, when: 'control', count: later } as const]),
    ...(reused === undefined ? [] : [{ type: 'reused', atMs: END, operation, control: 0 } as const]),
    ...(states?.operation === undefined ? [] : [{ type: 'probe', atMs: END, operation, probe: 'state', nonce: `nonce${operation}`, when: 'settled', state: states.operation } as const]),
    ...(states?.control === undefined ? [] : [{ type: 'probe', atMs: END, operation, probe: 'state', nonce: control, when: 'control', state: states.control } as const]),
    // The second control leaves what the first one did, unless the case says otherwise.
    ...(states?.control === undefined ? [] : [{ type: 'probe', atMs: END, operation, probe: 'state', nonce: control, when: 'control', state: states.again ?? states.control } as const]),
  ];
}
