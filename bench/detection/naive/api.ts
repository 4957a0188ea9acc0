import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Agent, request } from 'undici';

import type { CheckOptions } from '../../../src/check/options.js';
import type { Values } from './template.js';
import { changed, fill } from './template.js';

/** Something to be done once, as a test written by hand has it. */
export interface Operation {
  readonly key: string;
  readonly values: Values;
  /** Which of the user's bodies it sends. */
  readonly body: number;
}

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

interface How {
  readonly principal?: number;
  /** The second route. */
  readonly also?: boolean;
  /** Sends no key at all. */
  readonly keyless?: boolean;
  /** Hangs up after so long. */
  readonly patienceMs?: number;
}

/** No answer for so long is none. */
const TIMEOUT_MS = 2_000;
/** An effect may be counted a little later than it was answered. */
const COUNT_WITHIN_MS = 200;

/** A service as its user describes it to the kit, and a client for it: one call is one request. */
export class Api {
  readonly #agent = new Agent({ keepAliveTimeout: 30_000 });
  readonly #origin: string;
  /** Effects of one plain request, by probe; and how long it takes. */
  expected: readonly number[] = [];
  /** Requests so far, reads of the probes included. */
  sent = 0;
  durationMs = 0;

  constructor(readonly options: CheckOptions) {
    this.#origin = new URL(this.#url).origin;
  }

  get #url(): string {
    return String(this.options.url);
  }

  get hasKeys(): boolean {
    return this.options.method === undefined || this.options.method === 'POST';
  }

  get principals(): number {
    return this.options.principals?.length ?? 0;
  }

  /** A new operation, prepared where the service needs that. */
  async fresh(n = 0, key: string = randomUUID()): Promise<Operation> {
    const { bodies = [], setups = [] } = this.options;
    const one: Operation = { key, values: new Map(), body: bodies.length === 0 ? 0 : n % bodies.length };
    for (const setup of setups) {
      const [method = '', path = '', ...body] = fill(setup, one.values).split(' ');
      await this.#request(method, this.#origin + path, { 'content-type': 'application/json' }, body.join(' '));
    }
    this.#bodyOf(one, {}); // So that all values are drawn.
    return one;
  }

  /** The same key with another payload; undefined where nothing can be another. */
  otherwise(one: Operation): Operation | undefined {
    const values = changed(one.values);
    return values && { ...one, values };
  }

  /** The operation for the second route, where that is asked for what the first one made; undefined where it made nothing. */
  madeFrom(one: Operation, reply: Reply | undefined): Operation | undefined {
    const names = [...`${this.options.also} ${this.options.alsoBody}`.matchAll(/\{\{\s*(answer \S+?)\s*\}\}/g)].map(([, name = '']) => name);
    if (names.length > 0 && (reply === undefined || reply.status >= 300)) return undefined;
    return { ...one, values: new Map([...one.values, ...names.map((name) => [name, valueAt(JSON.parse(reply!.text), name.slice('answer '.length))] as const)]) };
  }

  /** Undefined where no whole answer came. */
  send(one: Operation, how: How = {}): Promise<Reply | undefined> {
    const { method = 'POST', keyHeader = 'idempotency-key', keyFormat, keyField, also } = this.options;
    const headers: Record<string, string> = { ...this.#headers(how), 'content-type': 'application/json', ...this.#given() };
    if (this.hasKeys && keyField === undefined && how.keyless !== true) headers[keyHeader] = keyFormat === 'quoted' ? `"${one.key}"` : one.key;
    const [, alsoMethod = '', alsoPath = ''] = /^(\S+) (.*)$/.exec(also ?? '') ?? [];
    const target = how.also === true ? this.#origin + fill(alsoPath, one.values) : fill(this.#url, one.values);
    return this.#request(how.also === true ? alsoMethod : method, target, headers, this.#bodyOf(one, how), how.patienceMs);
  }

  /** How often the operation took effect, by probe: read until it is as often as it should be, and at most 200 ms. */
  async counts(one: Operation, how: How = {}): Promise<readonly number[]> {
    const probes = (how.also === true ? [this.options.alsoEffects] : (this.options.effects ?? [])).filter((probe) => typeof probe === 'string');
    const read = () => Promise.all(probes.map((probe) => this.#count(fill(probe, one.values), how)));
    const endsAtMs = performance.now() + COUNT_WITHIN_MS;
    for (;;) {
      const counts = await read();
      if (counts.every((count, index) => count >= this.expectedOf(index)) || performance.now() > endsAtMs) return counts;
      await sleep(20);
    }
  }

  expectedOf(probe: number): number {
    return probe === 0 ? 1 : (this.expected[probe] ?? 1);
  }

  async state(one: Operation): Promise<string | undefined> {
    if (this.options.state === undefined) return undefined;
    const [method = '', path = ''] = fill(this.options.state, one.values).split(' ');
    const reply = await this.#request(method, this.#origin + path, this.#headers({}));
    return reply && `${reply.status} ${reply.text}`;
  }

  async close(): Promise<void> {
    await this.#agent.destroy();
  }

  async #count(probe: string, how: How): Promise<number> {
    const [method = '', path = ''] = probe.split(' ');
    const reply = await this.#request(method, this.#origin + path, this.#headers(how));
    const value = reply && (JSON.parse(reply.text) as unknown);
    return Array.isArray(value) ? value.length : Number(value);
  }

  #bodyOf({ values, key, body }: Operation, { also, keyless }: How): string | undefined {
    const template = also === true ? this.options.alsoBody : this.options.bodies?.[body];
    const text = template && fill(template, values);
    const { keyField } = this.options;
    if (text === undefined || keyField === undefined || keyless === true) return text;
    return JSON.stringify({ ...(JSON.parse(text) as object), [keyField.slice(1)]: key });
  }

  #headers({ principal = 0 }: How): Record<string, string> {
    return linesOf(this.options.principals?.slice(principal, principal + 1));
  }

  #given(): Record<string, string> {
    return linesOf(this.options.headers);
  }

  async #request(method: string, url: string, headers: Record<string, string>, body?: string, patienceMs = TIMEOUT_MS): Promise<Reply | undefined> {
    this.sent += 1;
    try {
      const signal = AbortSignal.timeout(Math.max(1, Math.round(patienceMs)));
      const response = await request(url, { method, headers, signal, dispatcher: this.#agent, ...(body === undefined ? {} : { body }) });
      return { status: response.statusCode, headers: response.headers, text: await response.body.text() };
    } catch {
      return undefined;
    }
  }
}

function valueAt(json: unknown, pointer: string): string {
  return String(pointer.split('/').slice(1).reduce((value, member) => (value as Record<string, unknown> | undefined)?.[member], json));
}

function linesOf(lines: readonly string[] = []): Record<string, string> {
  return Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]));
}
