import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { connect as connectHttp2 } from 'node:http2';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TestProvider } from './provider.js';

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

export interface Op {
  readonly key: string;
  readonly reference: string;
  readonly body: Readonly<Record<string, unknown>>;
}

type Style = 'json' | 'quoted' | 'form' | 'body-key';

export function op(more: Record<string, unknown> = {}, key: string = randomUUID()): Op {
  const reference = randomUUID();
  return { key, reference, body: { amount: 100, currency: 'usd', reference, ...more } };
}

/** A hand-written client: one call is one request. */
export class Client {
  constructor(
    readonly url: string,
    readonly style: Style = 'json',
    /** What the service calls, where it calls anybody. */
    readonly provider?: TestProvider,
  ) {}

  encode({ key, reference, body }: Op): string {
    if (this.style === 'body-key') return JSON.stringify({ ...body, idempotency_key: key });
    if (this.style !== 'form') return JSON.stringify(body);
    const form = new URLSearchParams({ 'metadata[reference]': reference });
    for (const [name, value] of Object.entries(body)) if (name !== 'reference') form.set(name, String(value));
    return form.toString();
  }

  headers({ key }: Op, more: Record<string, string>): Record<string, string> {
    const type = this.style === 'form' ? 'application/x-www-form-urlencoded' : 'application/json';
    return { 'content-type': type, 'idempotency-key': this.style === 'quoted' ? `"${key}"` : key, ...more };
  }

  async request(path: string, method: string, headers: Record<string, string> = {}, body?: string): Promise<Reply> {
    const init = { method, headers, signal: AbortSignal.timeout(700), ...(body === undefined ? {} : { body }) };
    const response = await fetch(this.url + path, { redirect: 'manual', ...init });
    return { status: response.status, headers: response.headers, text: await response.text() };
  }

  post(one: Op, more: Record<string, string> = {}, path = '/charges'): Promise<Reply> {
    return this.request(path, 'POST', this.headers(one, more), this.encode(one));
  }

  twice(one: Op): Promise<readonly [Reply, Reply]> {
    return Promise.all([this.post(one), this.post(one)]);
  }

  private async connect(): Promise<Socket> {
    const { hostname, port } = new URL(this.url);
    const socket = connect(Number(port), hostname);
    socket.on('error', () => {});
    await once(socket, 'connect');
    return socket;
  }

  private wire(one: Op, part = 1): string {
    const body = this.encode(one);
    const lines = Object.entries(this.headers(one, { host: 'localhost', 'content-length': String(body.length) }));
    const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join('');
    return `POST /charges HTTP/1.1\r\n${head}\r\n${body.slice(0, body.length * part)}`;
  }

  /** Sends the whole request, or its first half, and resets the connection `ms` later. */
  async drop(one: Op, ms: number, half = false): Promise<void> {
    const socket = await this.connect();
    socket.write(this.wire(one, half ? 0.5 : 1));
    await sleep(ms);
    socket.resetAndDestroy();
  }

  /** Sends the whole request and closes the connection `ms` later, as a client does that has lost its patience. */
  async close(one: Op, ms: number): Promise<void> {
    const socket = await this.connect();
    socket.write(this.wire(one));
    await sleep(ms);
    socket.resume().end();
  }

  /** Sends the whole request and goes away on the first byte of the answer. */
  async leave(one: Op): Promise<void> {
    const socket = await this.connect();
    socket.write(this.wire(one));
    await once(socket, 'data');
    socket.resetAndDestroy();
  }

  /** Sends requests in one write, which is as close together as they can be, and gives all answers as one text. */
  async pipeline(...ops: readonly Op[]): Promise<string> {
    const socket = await this.connect();
    let text = '';
    socket.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
    socket.write(ops.map((one) => this.wire(one)).join(''));
    for (let waited = 0; waited < 100 && text.split('HTTP/1.1 ').length <= ops.length; waited += 1) await sleep(5);
    socket.destroy();
    return text;
  }

  /** All at once, as streams of one HTTP/2 connection. */
  async streams(...ops: readonly Op[]): Promise<void> {
    const session = connectHttp2(this.url);
    const sends = ops.map((one) => {
      const stream = session.request({ ':method': 'POST', ':path': '/charges', ...this.headers(one, {}) });
      stream.end(this.encode(one));
      return once(stream.resume(), 'close');
    });
    await Promise.all(sends);
    session.close();
  }

  async count({ reference }: Op, kind = 'charges', headers: Record<string, string> = {}): Promise<number> {
    const { text } = await this.request(`/${kind}?reference=${reference}`, 'GET', headers);
    return (JSON.parse(text) as unknown[]).length;
  }
}

export function idOf({ text }: Reply): unknown {
  try {
    return (JSON.parse(text) as { id?: unknown }).id;
  } catch {
    return undefined;
  }
}
