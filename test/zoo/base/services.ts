import { json, problem, type Call, type Handler } from './http.js';
import { defaults, header, marked, service, wait, type Rules } from './keyed.js';
import { Shop } from './shop.js';

/** (a) 409 in flight; everything that started is stored, and replayed with a marker. */
export function conflictRules(): Rules {
  return { ...defaults(), replay: marked };
}

/** (b) Duplicates wait for the first; a 5xx is released and run again. */
export function waitingRules(): Rules {
  return {
    ...defaults(),
    inFlight: wait,
    stores: (answer) => answer.status !== 400 && answer.status < 500,
  };
}

const STRUCTURED_STRING = /^"((?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\["\\])+)"$/;

/** (c) Keys are structured-field strings, as in the IETF draft; a missing or bad one is refused. */
export function quotedRules(): Rules {
  return {
    ...defaults(),
    key: (call: Call) => STRUCTURED_STRING.exec(header(call, 'idempotency-key') ?? '')?.[1] ?? problem(400, 'bad_key'),
  };
}

/** A service from base rules, with what is different about it. */
export function build(rules: Rules, changed: Partial<Rules> = {}, shop: Shop = new Shop()): Handler {
  return service({ ...rules, ...changed }, shop);
}

export interface Things {
  readonly things: Map<string, Record<string, unknown>>;
  put(call: Call, old: Record<string, unknown> | undefined, value: Record<string, unknown>): Record<string, unknown>;
  /** Deletes; true where there was something to delete. */
  remove(things: Map<string, Record<string, unknown>>, slot: string): boolean;
}

/** (d) GET, PUT and DELETE of /things/:id, with no keys at all; POST /things gives the largest number plus one, as tables do. */
export function natural(changed: Partial<Things> = {}): Handler {
  const rules: Things = {
    things: new Map(),
    put: (_call, _old, value) => value,
    remove: (things, slot) => things.delete(slot),
    ...changed,
  };
  return (call) => {
    if (call.method === 'POST' && call.path === '/things') {
      const id = 1 + [...rules.things.keys()].reduce((largest, slot) => Math.max(largest, Number((JSON.parse(slot) as unknown[])[1]) || 0), 0);
      rules.things.set(JSON.stringify([call.principal, String(id)]), JSON.parse(call.text) as Record<string, unknown>);
      return json(201, { id });
    }
    const id = /^\/things\/([^/]+)$/.exec(call.path)?.[1];
    if (id === undefined) return problem(404, 'not_found');
    const slot = JSON.stringify([call.principal, id]);
    const old = rules.things.get(slot);
    if (call.method === 'GET' || call.method === 'HEAD') {
      return old && !old['deleted'] ? json(200, { id, ...old }) : problem(404, 'not_found');
    }
    if (call.method === 'DELETE') {
      return rules.remove(rules.things, slot) ? { status: 204, headers: {}, body: '' } : problem(404, 'not_found');
    }
    if (call.method !== 'PUT') return problem(405, 'method_not_allowed', { allow: 'GET, HEAD, PUT, DELETE' });
    let value: unknown;
    try {
      value = JSON.parse(call.text);
    } catch {
      return problem(400, 'invalid_request');
    }
    if (value === null || typeof value !== 'object' || Array.isArray(value)) return problem(400, 'invalid_request');
    const stored = rules.put(call, old, value as Record<string, unknown>);
    rules.things.set(slot, stored);
    return json(old ? 200 : 201, { id, ...stored });
  };
}
