import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

import type { Sink, SinkCall, SinkEnding, SinkListener, SinkOrder, SinkTemplate } from '../../src/model/index.js';
import { isApplied } from '../../src/model/index.js';
import { reset } from '../reset.js';
import type { Given } from './book.js';
import { Book } from './book.js';
import { bodyOf, textsOf, write } from './calls.js';
import { Nonces } from './nonces.js';

/** The sink cannot listen: says why, and what would be right. */
export class SinkError extends Error {
  override readonly name = 'SinkError';
  constructor(
    message: string,
    readonly hint: string,
  ) {
    super(message);
  }
}

interface Known {
  readonly nonce: string;
  listener: SinkListener | undefined;
  calls: number;
  effects: number;
}

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE']);

/**
 * A downstream that is played: it takes any HTTP request, finds out by its nonce whose it is, does with it what the listener
 * of that nonce says, and counts effects.
 *
 * @throws SinkError (rejects) where it cannot listen
 *
 * @example
 * const sink = await openSink({ host: '127.0.0.1', port: 4010, answer: { status: 200, body: '{"id":"{{id}}"}' }, keyHeader: 'idempotency-key' });
 */
export async function openSink(template: SinkTemplate): Promise<Sink> {
  const book = new Book(template.answer);
  const nonces = new Nonces<Known>();
  const strangers: { count: number; last?: string } = { count: 0 };
  const keys = new Map<number, string>();
  let calls = 0;
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    response.on('error', () => undefined);
    // A request that broke off has lost its own.
    const { socket } = request;
    const body = await bodyOf(request);
    // Half a request is none: a service that was killed may leave one behind. One that is too large ends here, too.
    if (body === undefined) {
      socket.destroy();
      return;
    }
    const method = request.method ?? 'GET';
    const path = request.url ?? '/';
    const known = nonces.find(textsOf(request, body));
    const key = keyOf(request, template.keyHeader);
    const call: SinkCall = { id: (calls += 1), nonce: known?.nonce ?? '', method, path, ...(key === undefined ? {} : { key }) };
    if (known === undefined) {
      strangers.count += 1;
      strangers.last = `${method} ${path.split('?')[0] ?? ''}`;
    }
    // What only asks has no effect, and whether it is answered says nothing about one.
    if (SAFE.has(method)) return send(response, book.look(call));
    if (known === undefined) return send(response, book.known(call) ?? book.apply(call, body));
    known.calls += 1;
    if (key !== undefined) keys.set(call.id, key);
    await carryOut(call, { known, book, body, socket, response });
  };
  const server = createServer((request, response) => void serve(request, response).catch(() => response.destroy()));
  const port = await listen(server, template);
  return {
    url: `http://${urlHost(template.host)}:${port}`,
    expect(nonce, listener) {
      const known = nonces.get(nonce);
      if (known === undefined) nonces.set(nonce, { nonce, listener, calls: 0, effects: 0 });
      else known.listener = listener;
    },
    release(nonce) {
      const known = nonces.get(nonce);
      if (known !== undefined) known.listener = undefined;
    },
    effectsOf: (nonce) => nonces.get(nonce)?.effects ?? 0,
    callsOf: (nonce) => nonces.get(nonce)?.calls ?? 0,
    keyOf: (call) => keys.get(call),
    strangers,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        // A service keeps its connections for the next call, and there is none.
        server.closeAllConnections();
      }),
  };
}

interface Under {
  readonly known: Known;
  readonly book: Book;
  readonly body: string;
  readonly socket: Socket;
  readonly response: ServerResponse;
}

/** The effect first, where there is to be one: what is held back afterwards is only the answer. */
async function carryOut(call: SinkCall, { known, book, body, socket, response }: Under): Promise<void> {
  const { listener } = known;
  const { act, until }: SinkOrder = listener?.decide(call) ?? { act: { kind: 'answer' }, until: Promise.resolve() };
  const before = book.known(call);
  const made = before === undefined && isApplied(act.kind);
  const otherBody = before !== undefined && book.wasOther(call, body);
  const given = before ?? (made ? book.apply(call, body) : undefined);
  if (made) known.effects += 1;
  listener?.began(call, made ? 'applied' : before === undefined ? 'none' : 'again', otherBody);
  const gone = new Promise<'gone'>((resolve) => response.once('close', () => resolve('gone')));
  if ((await Promise.race([until, gone])) === 'gone') {
    listener?.ended(call, 'given-up', undefined);
    return;
  }
  const [ending, status] = finish(act.kind, given, socket, response);
  listener?.ended(call, ending, status);
}

function finish(kind: SinkOrder['act']['kind'], given: Given | undefined, socket: Socket, response: ServerResponse): readonly [SinkEnding, number | undefined] {
  if (kind === 'lose-before' || kind === 'lose-after') {
    // Whoever waits for an answer knows nothing of what became of the call.
    reset(socket);
    return ['reset', undefined];
  }
  if (kind === 'answer' && given !== undefined) {
    send(response, given);
    return ['answered', given.status];
  }
  // Before the effect a downstream says that it is not there now; after it, that something went wrong.
  const status = kind === 'fail-before' ? 503 : 500;
  write(response, status, '{"error":"downstream_failed"}');
  return ['failed', status];
}

function send(response: ServerResponse, { status, body }: Given): void {
  write(response, status, body);
}

function keyOf(request: IncomingMessage, header: string): string | undefined {
  const value = request.headers[header];
  const text = Array.isArray(value) ? value.join(', ') : value;
  return text === undefined || text === '' ? undefined : text;
}

function urlHost(host: string): string {
  // Whoever listens everywhere is reached from this machine on loopback.
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}

function listen(server: Server, { host, port }: SinkTemplate): Promise<number> {
  // A connection that is closed for being idle, just when the next call is written to it, would be a failure that nobody has planned.
  server.keepAliveTimeout = 0;
  server.on('clientError', (_error, socket) => socket.destroy());
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(new SinkError(...refusal(error, host, port))));
    server.listen({ host, port, backlog: 1024 }, () => resolve((server.address() as AddressInfo).port));
  });
}

function refusal({ code, message }: NodeJS.ErrnoException, host: string, port: number): readonly [message: string, hint: string] {
  const place = `${host}:${port}`;
  if (code === 'EADDRINUSE') return [`--sink ${place}: something listens there already`, 'stop it, or give another port, and point the service there'];
  if (code === 'EACCES') return [`--sink ${place}: this port may not be listened at`, 'give one above 1023'];
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') return [`--sink ${place}: this machine has no such address`, 'give the port alone, or an address of this machine'];
  return [`--sink ${place}: it cannot listen there (${message})`, 'give another port'];
}
