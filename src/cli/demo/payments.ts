import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** A running payment service. */
export interface PaymentService {
  /** Of the route that makes charges. */
  readonly url: string;
  close(): Promise<void>;
}

interface Charge {
  readonly id: string;
  readonly amount: number;
  readonly currency: string;
  readonly reference: string;
}

interface Reply {
  readonly status: number;
  readonly body: unknown;
}

/** What is remembered of a key: the payload that it belongs to, and its answer or the promise of it. */
interface KeyRecord {
  readonly payload: string;
  readonly reply: Reply | Promise<Reply>;
}

/** What writing to a database costs. */
const WRITE_MS = 3;
const LARGEST_BODY = 65_536;

/**
 * Starts a small payment service on loopback: `POST /charges` with an Idempotency-Key, `GET /charges?reference=…`.
 *
 * @param repaired - false: it looks the key up, charges, and only then remembers the key. Two requests that arrive
 * within that one `await` both find nothing, and both charge. True: it remembers the key before it waits for anything.
 */
export async function startPayments(repaired: boolean): Promise<PaymentService> {
  const charges: Charge[] = [];
  const keys = new Map<string, KeyRecord>();

  const charge = async (payload: string): Promise<Reply> => {
    const { amount, currency, reference } = JSON.parse(payload) as Charge;
    await sleep(WRITE_MS);
    const made: Charge = { id: `ch_${charges.length + 1}`, amount, currency, reference };
    charges.push(made);
    return { status: 201, body: made };
  };

  const createCharge = async (key: string, payload: string): Promise<Reply> => {
    const known = keys.get(key);
    if (known !== undefined) return known.payload === payload ? known.reply : problem(422, 'this key belongs to another payload');
    if (repaired) {
      const reply = charge(payload);
      keys.set(key, { payload, reply });
      return reply;
    }
    const reply = await charge(payload);
    keys.set(key, { payload, reply });
    return reply;
  };

  const route = async (request: IncomingMessage, text: string): Promise<Reply> => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://demo');
    if (pathname !== '/charges') return problem(404, 'there are only charges here');
    if (request.method === 'GET') return { status: 200, body: charges.filter(({ reference }) => reference === searchParams.get('reference')) };
    if (request.method !== 'POST') return problem(405, 'GET and POST');
    const key = request.headers['idempotency-key'];
    if (typeof key !== 'string' || key === '') return problem(400, 'an Idempotency-Key is required');
    const payload = canonicalCharge(text);
    return payload === undefined ? problem(400, 'amount, currency and reference are required') : createCharge(key, payload);
  };

  const server = createServer((request, response) => {
    void answer(request, response, route);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { url: `http://127.0.0.1:${port}/charges`, close };
}

async function answer(request: IncomingMessage, response: ServerResponse, route: (request: IncomingMessage, text: string) => Promise<Reply>): Promise<void> {
  try {
    let text = '';
    for await (const chunk of request.setEncoding('utf8')) {
      text += chunk as string;
      if (text.length > LARGEST_BODY) return void request.destroy();
    }
    const { status, body } = await route(request, text);
    response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
  } catch {
    // The client hung up in the middle of its request: there is nobody to answer.
    response.destroy();
  }
}

/** The members that matter, in one order, so that equal charges are equal texts. */
function canonicalCharge(text: string): string | undefined {
  try {
    const { amount, currency, reference } = JSON.parse(text) as Partial<Charge>;
    if (typeof amount !== 'number' || typeof currency !== 'string' || typeof reference !== 'string') return undefined;
    return JSON.stringify({ amount, currency, reference });
  } catch {
    return undefined;
  }
}

function problem(status: number, error: string): Reply {
  return { status, body: { error } };
}
