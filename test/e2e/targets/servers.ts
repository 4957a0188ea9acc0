import { createServer as createHttp } from 'node:http';
import type { RequestListener } from 'node:http';
import { createSecureServer, createServer as createHttp2 } from 'node:http2';
import { createServer as createTcp } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';

import { certificate } from '../../adapters/certificate.js';
import type { Answer, Call, Handler } from '../../zoo/base/http.js';
import { json, listen, problem } from '../../zoo/base/http.js';
import { build, conflictRules } from '../../zoo/base/services.js';
import { atEnd } from './ending.js';

/** Small literal servers, each with its own way of being no proper target. All end with their test. */

/** A service that follows its contract. */
export const correct = (): Handler => build(conflictRules());

/** An HTTP service; its URL. */
export async function serve(handle: Handler): Promise<string> {
  const running = await listen(handle);
  atEnd(() => running.close());
  return running.url;
}

/** What a correct service answers, but for what `change` says. */
export function around(change: (call: Call, inner: () => Answer | Promise<Answer>) => Answer | Promise<Answer>): Handler {
  const inner = correct();
  return (call) => change(call, () => inner(call));
}

/** The same answer to everything. */
export const always = (answer: Answer): Handler => () => answer;

export const html: Answer = { status: 200, headers: { 'content-type': 'text/html' }, body: '<!doctype html><title>Sign in</title>' };

export { json, problem };

/** Does with every connection what `handle` says; its URL. */
export async function sockets(handle: (socket: Socket) => void): Promise<string> {
  return start(createTcp(handle), 'http');
}

/** Writes `text` once a request has begun to arrive, and nothing more. */
export function says(text: string, end = false): Promise<string> {
  return sockets((socket) => {
    socket.once('data', () => {
      socket.write(text);
      if (end) socket.end();
    });
  });
}

/** Writes `head`, then `piece` again and again: as fast as it is taken, or every `everyMs`. */
export function drips(head: string, piece: string, everyMs?: number): Promise<string> {
  return sockets((socket) => {
    socket.once('data', () => {
      socket.write(head);
      const pour = (): void => {
        while (!socket.destroyed && socket.write(piece));
      };
      if (everyMs === undefined) {
        socket.on('drain', pour);
        pour();
        return;
      }
      const timer = setInterval(() => socket.write(piece), everyMs);
      socket.on('close', () => clearInterval(timer));
    });
  });
}

/** HTTP/2 without TLS, and nothing else. */
export function http2Only(): Promise<string> {
  return start(createHttp2((_request, response) => response.end('{}')), 'http');
}

/** HTTP/2 over TLS, and nothing else. */
export function http2TlsOnly(): Promise<string> {
  return start(createSecureServer({ ...certificate(), allowHTTP1: false }, (_request, response) => response.end('{}')), 'https');
}

/** A port at which nothing listens. */
export async function nobody(): Promise<string> {
  const server = createTcp();
  const url = await bind(server, 'http');
  await new Promise((resolve) => server.close(resolve));
  return url;
}

/** A service that goes down; `up` again, it has forgotten everything unless its handler remembers. */
export interface Mortal {
  readonly url: string;
  /** Requests that were begun, over all its lives. */
  readonly requests: number;
  /** When it died, by `performance.now()`. */
  readonly diedAtMs: number | undefined;
}

/** Dies at its nth request, with all its connections; comes back after `downMs`, as `make` makes it, or never. */
export async function mortal(make: () => Handler, diesAt: number, downMs?: number): Promise<Mortal> {
  let requests = 0;
  let port = 0;
  let diedAtMs: number | undefined;
  const live = async (): Promise<void> => {
    const answering = listener(make());
    const server = createHttp((request, response) => {
      requests += 1;
      if (requests !== diesAt) return answering(request, response);
      diedAtMs = performance.now();
      server.close();
      server.closeAllConnections();
      if (downMs !== undefined) setTimeout(() => void live(), downMs);
    });
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', 1024, resolve));
    port = (server.address() as AddressInfo).port;
    ends(server);
  };
  await live();
  return { url: `http://127.0.0.1:${port}`, get requests() { return requests; }, get diedAtMs() { return diedAtMs; } };
}

/** A zoo handler as Node's. */
function listener(handle: Handler): RequestListener {
  return (request, response) => {
    const chunks: Buffer[] = [];
    response.on('error', () => {});
    request.on('error', () => {});
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { pathname, searchParams } = new URL(`http://host${request.url ?? '/'}`);
      const call = { method: request.method ?? '', path: pathname, query: searchParams, headers: request.headers, text: Buffer.concat(chunks).toString(), version: '1.1' as const, principal: request.headers.authorization ?? 'anonymous', hungUp: () => response.destroyed, wasReset: () => false };
      void answerOf(handle, call).then(({ status, headers, body }) => !response.destroyed && response.writeHead(status, headers).end(body));
    });
  };
}

async function answerOf(handle: Handler, call: Call): Promise<Answer> {
  try {
    return await handle(call);
  } catch {
    return problem(500, 'internal_error');
  }
}

/** A correct service on a server of one's own making: over TLS, on a unix socket. */
export async function on(make: (answering: RequestListener) => Server, at: { readonly path?: string; readonly scheme?: string } = {}, handle = correct()): Promise<string> {
  return start(make(listener(handle)), at.scheme ?? 'http', at.path);
}

async function start(server: Server, scheme: string, path?: string): Promise<string> {
  const url = await bind(server, scheme, path);
  ends(server);
  return url;
}

async function bind(server: Server, scheme: string, path?: string): Promise<string> {
  await new Promise<void>((resolve) => (path === undefined ? server.listen(0, '127.0.0.1', 1024, resolve) : server.listen(path, resolve)));
  const address = server.address();
  return `${scheme}://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 80}`;
}

/** Ends a server with the test, its connections first. */
function ends(server: Server): void {
  const open = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    open.add(socket);
    socket.on('error', () => {}).on('close', () => open.delete(socket));
  });
  atEnd(
    () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of open) socket.destroy();
      }),
  );
}
