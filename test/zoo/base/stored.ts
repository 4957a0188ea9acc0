import { createHash, randomBytes } from 'node:crypto';
import { createServer, type AddressInfo } from 'node:net';
import { chargeFlags, CHARGE, type ZooServer } from '../zoo.js';
import { json, listen, problem, type Answer, type Call, type Running } from './http.js';
import { canonical, header } from './keyed.js';

export interface Charge {
  readonly id: string;
  readonly amount: number;
  readonly reference: string;
}

/** A charge that is asked for under a key. */
export interface Order {
  readonly key: string;
  readonly fingerprint: string;
  readonly charge: Charge;
}

/** The part of a charge service that stores. What it throws is answered with a 503: its store is away. */
export interface Stored {
  post(order: Order): Promise<Answer>;
  /** How many charges have a reference. */
  count(reference: string): Promise<number>;
  close(): Promise<void> | void;
}

export const created = (charge: Charge) => json(201, charge, { location: `/charges/${charge.id}` });
export const busy = () => problem(409, 'idempotency_key_in_use');
export const reused = () => problem(422, 'idempotency_key_reused');
export const away = () => problem(503, 'store_unavailable');

/** A name that no other service has, for what it stores. */
export const unique = (): string => `rp_${randomBytes(6).toString('hex')}`;

interface Definition extends Omit<ZooServer, 'flags' | 'start'> {
  /** What the tap is called, and the port of the store itself. */
  readonly store: { readonly name: string; readonly port: number };
  readonly flags?: readonly string[];
  /** Makes a fresh service whose store is at a port of this machine. */
  open(port: number): Stored;
}

/** A server with a real store, that stands at a port of its own choice in the way to it. */
export interface TappedServer extends ZooServer {
  readonly plain: ZooServer;
}

export function defineStored({ store, flags = [], open, ...rest }: Definition): TappedServer {
  const ports = new Map<string, number>();
  return {
    ...rest,
    flags: (url) => chargeFlags(url, CHARGE, '--tap', `${store.name}=${store.port}@${ports.get(url)}`, ...flags),
    async start() {
      const port = await freePort();
      const running = await serve(open(port));
      ports.set(running.url, port);
      return running;
    },
    plain: { ...rest, flags: (url) => chargeFlags(url, CHARGE, ...flags), start: () => serve(open(store.port)) },
  };
}

async function serve(stored: Stored): Promise<Running> {
  const running = await listen((call) => answer(call, stored));
  return {
    url: running.url,
    async close() {
      await running.close();
      await stored.close();
    },
  };
}

async function answer(call: Call, stored: Stored): Promise<Answer> {
  if (call.path !== '/charges') return problem(404, 'not_found');
  try {
    if (call.method === 'GET') return json(200, { total: await stored.count(call.query.get('reference') ?? '') });
    if (call.method !== 'POST') return problem(405, 'method_not_allowed', { allow: 'GET, POST' });
    const key = header(call, 'idempotency-key');
    const order = key === undefined || key === '' ? undefined : orderOf(call, key);
    return order === undefined ? problem(400, 'bad_request') : await stored.post(order);
  } catch {
    return away();
  }
}

function orderOf(call: Call, key: string): Order | undefined {
  let body: { readonly amount?: unknown; readonly reference?: unknown };
  try {
    body = JSON.parse(call.text) as typeof body;
  } catch {
    return undefined;
  }
  const { amount, reference } = body;
  if (typeof amount !== 'number' || typeof reference !== 'string') return undefined;
  const scoped = JSON.stringify([call.principal, key]);
  // Made from the key, so that a second charge gives itself away to nobody but who counts.
  const charge = { id: `ch_${digest(scoped).slice(0, 12)}`, amount, reference };
  return { key: scoped, fingerprint: digest(canonical(call.text)), charge };
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
