import { createServer } from 'node:http';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import type { Completion, SendOptions, WireEvent, WireRequest } from '../../src/model/index.js';
import type { Seen } from './seen.js';
import { counting, nothingSeen, watchServer } from './seen.js';

export interface Listening {
  readonly origin: string;
  readonly port: number;
  readonly seen: Seen;
}

type Handle = (request: IncomingMessage, body: Buffer, response: ServerResponse) => void;

/** An HTTP server on loopback (or on `path`) that counts; it ends with the test. */
export async function httpServer(handle: Handle, on: { path?: string; make?: (listener: RequestListener) => Server; scheme?: string } = {}): Promise<Listening> {
  const seen = nothingSeen();
  const server = (on.make ?? createServer)(counting(seen, (request, response, body) => handle(request, body, response)));
  watchServer(server, seen);
  return { ...(await listen(server, on)), seen };
}

/** A server that does with a connection what `handle` says. */
export async function tcpServer(handle: (socket: Socket) => void): Promise<Listening> {
  const seen = nothingSeen();
  const server = createTcpServer(handle);
  watchServer(server, seen);
  // What a connection ends with is for `seen`.
  server.on('connection', (socket) => socket.on('error', () => {}));
  return { ...(await listen(server)), seen };
}

/** Answers with what it was sent. */
export const echo: Handle = (request, body, response) => {
  response.setHeader('X-Method', request.method ?? '');
  response.setHeader('X-Key', request.headers['idempotency-key'] ?? '');
  response.end(body);
};

export async function listen(server: Server, on: { path?: string; scheme?: string } = {}): Promise<{ origin: string; port: number }> {
  const open = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
  });
  await new Promise<void>((resolve) => {
    if (on.path === undefined) server.listen(0, '127.0.0.1', resolve);
    else server.listen(on.path, resolve);
  });
  onTestFinished(async () => {
    for (const socket of open) socket.destroy();
    await new Promise((resolve) => {
      server.close(resolve);
    });
  });
  const port = on.path === undefined ? (server.address() as AddressInfo).port : 0;
  return { origin: `${on.scheme ?? 'http'}://127.0.0.1:${port}`, port };
}

/** A server that writes these bytes once a request's head has arrived, and then does `then`. */
export function answering(bytes: string | Uint8Array, then: (socket: Socket) => void = () => {}): Promise<Listening> {
  return tcpServer((socket) => {
    let head = '';
    let answered = false;
    socket.on('data', (chunk: Buffer) => {
      head += chunk.toString('latin1');
      if (answered || !head.includes('\r\n\r\n')) return;
      answered = true;
      socket.write(bytes);
      then(socket);
    });
  });
}

export function post(body: string | null = '{"amount":1}', more: Partial<WireRequest> = {}): WireRequest {
  return { instance: 0, method: 'POST', path: '/charges', headers: [['Content-Type', 'application/json'], ['Idempotency-Key', 'k-1']], body: body === null ? null : Buffer.from(body), ...more };
}

export function get(path: string): WireRequest {
  return { instance: 0, method: 'GET', path, headers: [], body: null };
}

export function options(more: Partial<SendOptions> = {}): SendOptions & { readonly events: WireEvent[] } {
  const events: WireEvent[] = [];
  return { timeoutMs: 5_000, maxResponseBytes: 100_000, notify: (event) => events.push(event), ...more, events };
}

/** The completion without its prose: the reason, or the status. */
export function brief(completion: Completion): string {
  return completion.outcome === 'ok' ? `ok ${completion.response.status}` : `${completion.outcome} ${completion.reason}`;
}

export function textOf(completion: Completion): string {
  if (completion.outcome !== 'ok') throw new Error(`${completion.outcome}: ${completion.reason}: ${completion.detail}`);
  return Buffer.from(completion.response.body).toString();
}

export async function until(what: () => boolean, withinMs = 5_000): Promise<void> {
  const end = Date.now() + withinMs;
  while (!what()) {
    if (Date.now() > end) throw new Error(`not within ${withinMs} ms: ${what.toString()}`);
    await pause(5);
  }
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
