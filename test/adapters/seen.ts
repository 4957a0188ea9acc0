import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { RequestListener } from 'node:http';
import type { Server, Socket } from 'node:net';
import { Server as TlsServer } from 'node:tls';
import { onTestFinished } from 'vitest';

/** What a server saw, from its own end. */
export interface Seen {
  connections: number;
  /** How connections ended from the client's side: `FIN`, `RST`, or an error's code. */
  readonly ends: string[];
  /** Requests whose headers were complete. */
  begun: number;
  /** Requests whose body was complete too. */
  whole: number;
  /** Requests that broke off before their end. */
  broken: number;
  /** What arrived of each body, complete or not, in the order in which the requests began. */
  readonly bodies: string[];
  /** Answers that were written to their end. */
  answered: number;
  /** Answers that were under way when the connection closed. */
  unanswered: number;
  now: number;
  /** Most requests at once. */
  most: number;
}

export function nothingSeen(): Seen {
  return { connections: 0, ends: [], begun: 0, whole: 0, broken: 0, bodies: [], answered: 0, unanswered: 0, now: 0, most: 0 };
}

/** A request of which the head has arrived. */
export function begin(seen: Seen): { received(chunk: Uint8Array): void; left(): void } {
  const index = seen.begun;
  seen.begun += 1;
  seen.now += 1;
  seen.most = Math.max(seen.most, seen.now);
  seen.bodies[index] = '';
  return {
    received: (chunk) => (seen.bodies[index] += Buffer.from(chunk).toString()),
    left: () => (seen.now -= 1),
  };
}

/** Counts what arrives at a listener, and calls `handle` once a request is whole. */
export function counting(seen: Seen, handle: (...args: [...Parameters<RequestListener>, Buffer]) => void): RequestListener {
  return (request, response) => {
    const { received, left } = begin(seen);
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      received(chunk);
    });
    request.on('error', () => {
      // Counted by 'close'.
    });
    request.on('end', () => {
      seen.whole += 1;
      handle(request, response, Buffer.concat(chunks));
    });
    request.on('close', () => {
      if (!request.complete) seen.broken += 1;
    });
    response.on('finish', () => (seen.answered += 1));
    response.on('close', () => {
      left();
      if (!response.writableFinished && request.complete) seen.unanswered += 1;
    });
  };
}

/** Counts the connections of a server, and how they end. */
export function watchServer(server: Server, seen: Seen): void {
  const secure = server instanceof TlsServer;
  server.on('connection', () => (seen.connections += 1));
  // Below TLS a socket tells no more of its end.
  server.on(secure ? 'secureConnection' : 'connection', (socket: Socket) => watchEnd(socket, seen));
}

/** The same for the servers of this process that the test has no hold of, by their port; until the test ends. */
export function watchPort(port: number, seen: Seen): void {
  const onSocket = (message: unknown): void => {
    const { socket } = message as { readonly socket: Socket };
    if (socket.localPort !== port) return;
    seen.connections += 1;
    watchEnd(socket, seen);
  };
  subscribe('net.server.socket', onSocket);
  onTestFinished(() => void unsubscribe('net.server.socket', onSocket));
}

function watchEnd(socket: Socket, seen: Seen): void {
  let ended = false;
  const end = (how: string): void => {
    if (!ended) seen.ends.push(how);
    ended = true;
  };
  socket.once('end', () => end('FIN'));
  socket.once('error', ({ code }: NodeJS.ErrnoException) => end(code === 'ECONNRESET' ? 'RST' : String(code)));
}
