import { Agent, request } from 'node:http';
import { createServer } from 'node:net';
import { randomInt } from 'node:crypto';
import { text } from 'node:stream/consumers';
import type { Call } from './http.js';
import type { Entry } from './ledger.js';
import { DownstreamError, Shop, type Order } from './shop.js';

/** A service that has a provider expects it at the port after its own: so both ends know where that is. */
export function providerPortOf(url: string): number {
  return Number(/:(\d+)/.exec(url)?.[1]) + 1;
}

/** Below the ports that systems give to connections, so that none of those is in the way. */
const PORTS = { first: 20_000, last: 31_000 };

/** A port that is free, as is the one after it. */
export async function freePair(): Promise<number> {
  for (;;) {
    const port = randomInt(PORTS.first, PORTS.last);
    if ((await isFree(port)) && (await isFree(port + 1))) return port;
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

/** A provider that has failed: a 502 of our own, unless somebody knows better. */
export class ProviderError extends DownstreamError {
  /** @param answered - its status; 0 where no answer came */
  constructor(readonly answered: number) {
    super(502);
  }
}

/** The client of a payment provider: a status that is no 2xx, and no answer at all, are thrown. */
export class Provider {
  readonly #agent = new Agent({ keepAlive: true });

  constructor(readonly port: number) {}

  async post(path: string, body: object, key?: string): Promise<{ readonly id: string }> {
    const { status, answer } = await this.send(path, JSON.stringify(body), key).catch(() => ({ status: 0, answer: '' }));
    if (status < 200 || status > 299) throw new ProviderError(status);
    return JSON.parse(answer) as { id: string };
  }

  private send(path: string, body: string, key: string | undefined): Promise<{ status: number; answer: string }> {
    return new Promise((resolve, reject) => {
      const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), authorization: 'Bearer provider-secret-1', ...(key === undefined ? {} : { 'idempotency-key': key }) };
      const call = request({ agent: this.#agent, host: '127.0.0.1', port: this.port, path, method: 'POST', headers }, (response) => {
        text(response).then((answer) => resolve({ status: response.statusCode ?? 0, answer }), reject);
      });
      call.on('error', reject);
      call.end(body);
    });
  }
}

/** A shop whose money is at a provider's: the effect is a call. What key it carries is where services differ. */
export class ProviderShop extends Shop {
  readonly provider: Provider;

  constructor(port: number) {
    super();
    this.provider = new Provider(port);
  }

  /** The key of the provider's; it is the same at every retry of the same call. A call without a key is made once. */
  keyFor(call: Call, _order: Order): string | undefined {
    const key = call.headers['idempotency-key'];
    return key ? `${call.path} ${call.principal} ${String(key)}` : undefined;
  }

  override async authorize(order: Order, call: Call): Promise<void> {
    if (order.amount <= this.limit) await this.charge(call, order);
  }

  async charge(call: Call, order: Order): Promise<void> {
    await this.provider.post('/payments', { amount: order.amount, reference: order.reference }, this.keyFor(call, order));
  }

  override async notify(_entry: Entry, _call: Call): Promise<void> {}
}
