import { createServer } from 'node:http';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import type { Completion, SendOptions, WireEvent, WireRequest } from '../../src/model/index.js';

/** What a server saw, from its own end. */
export interface Seen {
  connections: number;
  /** Requests whose headers were complete. */
  begun: number;
  /** Requests whose body was complete too. */
  whole: number;
  /** Requests that broke off before their end. */
  broken: number;
  /** Connections that ended with an error, by its code. */
  readonly errors: string[];
  /** Answers that were under way when the connection closed. */
  unanswered: number;
  now: number;
  /** Most requests at once. */
  most: number;
}

export interface Listening {
  readonly origin: string;
  readonly port: number;
  readonly seen: Seen;
}

type Handle = (request: IncomingMessage, body: Buffer, response: ServerResponse) => void;

/** An HTTP server on loopback (or on `path`) that counts; it ends with the test. */
export async function httpServer(handle: Handle, on: { path?: string; make?: (listener: RequestListener) => Server; scheme?: string } = {}): Promise<Listening> {
  const seen: Seen = { connections: 0, begun: 0, whole: 0, broken: 0, errors: [], unanswered: 0, now: 0, most: 0 };
  const server = (on.make ?? createServer)((request, response) => {
    seen.begun += 1;
    seen.now += 1;
    seen.most = Math.max(seen.most, seen.now);
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('error', () => {
      // Counted by 'close'.
    });
    request.on('end', () => {
      seen.whole += 1;
      handle(request, Buffer.concat(chunks), response);
    });
    request.on('close', () => {
      if (!request.complete) seen.broken += 1;
    });
    response.on('close', () => {
      seen.now -= 1;
      if (!response.writableFinished && request.complete) seen.unanswered += 1;
    });
  });
  server.on('connection', (socket: Socket) => {
    seen.connections += 1;
    socket.on('error', (error: NodeJS.ErrnoException) => seen.errors.push(error.code ?? error.message));
  });
  return { ...(await listen(server, on)), seen };
}

/** A server that does with a connection what `handle` says. */
export async function tcpServer(handle: (socket: Socket) => void): Promise<Listening> {
  const seen: Seen = { connections: 0, begun: 0, whole: 0, broken: 0, errors: [], unanswered: 0, now: 0, most: 0 };
  const server = createTcpServer((socket) => {
    seen.connections += 1;
    socket.on('error', (error: NodeJS.ErrnoException) => seen.errors.push(error.code ?? error.message));
    handle(socket);
  });
  return { ...(await listen(server)), seen };
}

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
