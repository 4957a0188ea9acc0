import { randomUUID } from 'node:crypto';
import { json, problem, type Answer, type Call } from './http.js';
import { Ledger, type Entry } from './ledger.js';
import { pause } from './time.js';

export interface Order {
  readonly amount: number;
  readonly reference: string;
  readonly [member: string]: unknown;
}

/** Thrown where a downstream has failed; becomes an answer with this status. */
export class DownstreamError extends Error {
  constructor(readonly status: number) {
    super(`downstream failed: ${status}`);
  }
}

/**
 * The business, without any idempotency: POST /charges and POST /refunds each take money once per call. The methods
 * are the places where a service may differ.
 */
export class Shop {
  readonly ledger = new Ledger();
  /** Above this amount the bank declines. */
  readonly limit: number = 10_000;

  /** The call to the bank, before any effect. May throw. */
  async authorize(_order: Order, _call?: Call): Promise<void> {
    await pause(3);
  }

  /** The effect. */
  record(kind: string, call: Call, entry: Entry): void | Promise<void> {
    this.ledger.add(kind, call.principal, entry);
  }

  /** What is still done after the effect. May throw. */
  async notify(_entry: Entry, _call?: Call): Promise<void> {
    await pause(1);
  }

  newId(_order: Order, _call?: Call): string {
    return randomUUID();
  }

  parse(call: Call): unknown {
    return JSON.parse(call.text);
  }

  order(call: Call): Order | undefined {
    try {
      const value = this.parse(call) as Order | null;
      const { amount, reference } = value ?? {};
      const lawful = Number.isSafeInteger(amount) && Number(amount) > 0 && typeof reference === 'string' && reference;
      return lawful ? (value as Order) : undefined;
    } catch {
      return undefined;
    }
  }

  async post(call: Call): Promise<Answer> {
    const kind = call.path.slice(1);
    const order = this.order(call);
    if (!order) return problem(400, 'invalid_request');
    try {
      await this.authorize(order, call);
      if (order.amount > this.limit) return problem(402, 'card_declined');
      const entry: Entry = { ...order, id: this.newId(order, call), status: 'succeeded', created: new Date().toISOString() };
      await this.record(kind, call, entry);
      await this.notify(entry, call);
      return this.present(kind, entry);
    } catch (error) {
      if (error instanceof DownstreamError) return problem(error.status, 'downstream_failed');
      throw error;
    }
  }

  present(kind: string, entry: Entry): Answer {
    return json(201, entry, { location: `/${kind}/${entry.id}` });
  }

  /** GET /charges?reference=…, GET /charges/:id. */
  get(call: Call): Answer {
    const [, kind = '', id] = call.path.split('/');
    if (id === undefined) return json(200, this.list(kind, call.principal, call.query.get('reference') ?? ''));
    const entry = this.ledger.get(kind, call.principal, id);
    return entry ? json(200, entry) : problem(404, 'not_found');
  }

  list(kind: string, principal: string, reference: string): readonly Entry[] {
    return this.ledger.find(kind, principal, reference);
  }
}
