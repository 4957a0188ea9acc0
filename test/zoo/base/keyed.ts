import { problem, type Answer, type Call, type Handler } from './http.js';
import { Records, type Entry } from './records.js';
import type { Shop } from './shop.js';

/** The idempotency rules of a service. A planted bug overrides one of these, or one method of the shop or store. */
export interface Rules {
  readonly records: Records;
  /** The key; undefined where there is none, and the call is then executed on its own; or a refusal. */
  key(call: Call): string | undefined | Answer;
  /** What the key is unique within, key included. */
  scope(call: Call, key: string): string;
  fingerprint(call: Call): string;
  /** Answers a duplicate of a running call, or waits and returns undefined to have it look again. */
  inFlight(entry: Entry, call: Call): Answer | Promise<Answer | undefined>;
  mismatch(entry: Entry, call: Call): Answer | Promise<Answer>;
  /** Which answers are stored. The others release the key. */
  stores(answer: Answer): boolean;
  /** What of an answer is stored. */
  keep(answer: Answer): Answer;
  replay(answer: Answer, call: Call): Answer | Promise<Answer>;
  /** Ends the claim, whatever became of the call. `answer` is undefined where the call has thrown. */
  finish(rules: Rules, key: string, answer: Answer | undefined, call: Call): void | Promise<void>;
}

/** The JSON tree with members in one order, so that neither member order nor white space matters. */
export function canonical(text: string): string {
  const sort = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(sort);
    if (value === null || typeof value !== 'object') return value;
    const members = Object.entries(value).map(([name, member]) => [name, sort(member)] as const);
    return { members: members.toSorted(([a], [b]) => (a < b ? -1 : 1)) }; // Wrapped: never equal to an array.
  };
  try {
    return JSON.stringify(sort(JSON.parse(text)));
  } catch {
    return `text:${text}`;
  }
}

export function header(call: Call, name: string): string | undefined {
  const value = call.headers[name];
  return Array.isArray(value) ? value.join(', ') : value;
}

export const conflict = () => problem(409, 'idempotency_key_in_use');

/** Waits for the first to end, then looks again. */
export async function wait(entry: Entry): Promise<undefined> {
  await entry.settled;
}

const MARKER = 'idempotent-replayed';

export function marked(answer: Answer): Answer {
  return { ...answer, headers: { ...answer.headers, [MARKER]: 'true' } };
}

/** The rules that most services share. */
export function defaults(): Rules {
  return {
    records: new Records(),
    key: (call) => header(call, 'idempotency-key') || undefined, // An empty key is no key.
    scope: (call, key) => JSON.stringify([call.principal, call.method, call.path, key]),
    fingerprint: (call) => canonical(call.text),
    inFlight: conflict,
    mismatch: () => problem(422, 'idempotency_key_reused'),
    stores: (answer) => answer.status !== 400,
    keep: (answer) => answer,
    replay: (answer) => answer,
    finish: (rules, key, answer) => {
      const end = answer ?? problem(500, 'internal_error');
      if (rules.stores(end)) rules.records.complete(key, rules.keep(end));
      else rules.records.release(key);
    },
  };
}

/** Guards `execute` with `rules`. */
export function keyed(rules: Rules, execute: Handler): Handler {
  return async (call) => {
    const key = rules.key(call);
    if (key === undefined) return execute(call);
    if (typeof key !== 'string') return key;
    const scoped = rules.scope(call, key);
    const fingerprint = rules.fingerprint(call);
    for (;;) {
      const entry = await rules.records.claim(scoped, fingerprint);
      if (!entry) break;
      if (entry.fingerprint !== fingerprint) return rules.mismatch(entry, call);
      if (entry.answer) return rules.replay(entry.answer, call);
      const answer = await rules.inFlight(entry, call);
      if (answer) return answer;
    }
    let answer: Answer | undefined;
    try {
      return (answer = await execute(call));
    } finally {
      await rules.finish(rules, scoped, answer, call);
    }
  };
}

const KINDS = new Set(['/charges', '/refunds']);

/** The whole service: POSTs are guarded, reads are not, a revoked credential gets nothing. */
export function service(rules: Rules, shop: Shop): Handler {
  const guarded = keyed(rules, (call) => shop.post(call));
  const revoked = new Set<string>();
  return (call) => {
    if (revoked.has(call.principal)) return problem(401, 'unauthorized');
    if (call.method === 'POST' && call.path === '/revoke') {
      revoked.add(call.principal);
      return { status: 204, headers: {}, body: '' };
    }
    if (call.method === 'GET' || call.method === 'HEAD') return shop.get(call);
    if (call.method !== 'POST') return problem(405, 'method_not_allowed', { allow: 'GET, HEAD, POST' });
    return KINDS.has(call.path) ? guarded(call) : problem(404, 'not_found');
  };
}
