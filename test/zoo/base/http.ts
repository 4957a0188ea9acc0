import { createServer, type IncomingHttpHeaders, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { createServer as createHttp2Server } from 'node:http2';
import { createServer as createTcpServer, type AddressInfo, type Server, type Socket } from 'node:net';

export interface Call {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  /** The whole body. A half-sent one never becomes a call. */
  readonly text: string;
  /** The version of HTTP that it came in. */
  readonly version: '1.1' | '2.0';
  /** The Authorization header, or `anonymous`. */
  readonly principal: string;
  /** True once the client has hung up before its answer was written. */
  hungUp(): boolean;
  /** True once the client's end has reset the connection; a client that closes it in peace has not. */
  wasReset(): boolean;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export type Handler = (call: Call) => Answer | Promise<Answer>;
export type Writer = (response: ServerResponse, answer: Answer) => void | Promise<void>;

export interface Running {
  readonly url: string;
  close(): Promise<void>;
}

export function json(status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(value) };
}

export function problem(status: number, code: string, headers: Readonly<Record<string, string>> = {}): Answer {
  return json(status, { error: code }, headers);
}

export const send: Writer = (response, { status, headers, body }) => {
  response.writeHead(status, status === 204 ? headers : { ...headers, 'content-length': Buffer.byteLength(body) });
  response.end(body);
};

/** Resolves to the body, or to undefined where the client broke off before its end. */
async function read(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of request) chunks.push(chunk as Buffer);
  } catch {
    return undefined;
  }
  return request.complete ? Buffer.concat(chunks).toString('utf8') : undefined;
}

/** Connections that ended with a reset. */
const resets = new WeakSet<Socket>();

async function serve(handle: Handler, write: Writer, request: IncomingMessage, response: ServerResponse) {
  response.on('error', () => {}); // A client that hangs up is no reason to stop.
  const text = await read(request);
  if (text === undefined) return;
  const { pathname, searchParams } = new URL(`http://host${request.url ?? '/'}`);
  const call: Call = {
    method: request.method ?? 'GET',
    path: pathname,
    query: searchParams,
    headers: request.headers,
    text,
    version: request.httpVersionMajor === 2 ? '2.0' : '1.1',
    principal: request.headers.authorization ?? 'anonymous',
    hungUp: () => response.destroyed || response.socket?.destroyed === true,
    wasReset: () => resets.has(request.socket),
  };
  let answer: Answer;
  try {
    answer = await handle(call);
  } catch {
    answer = problem(500, 'internal_error');
  }
  if (!response.destroyed) await write(response, answer);
}

interface ListenOptions {
  readonly port?: number;
  /** Versions of HTTP that it speaks besides 1.1. */
  readonly also?: readonly 'h2'[];
}

/** The same for whoever has a server of his own. */
export function listenerOf(handle: Handler, write: Writer = send): RequestListener {
  return (request, response) => void serve(handle, write, request, response).catch(() => response.destroy());
}

/** Serves on a free loopback port, or on the one that is given. `close` also destroys the connections that are still open. */
export async function listen(handle: Handler, write: Writer = send, { port = 0, also = [] }: ListenOptions = {}): Promise<Running> {
  const answer = listenerOf(handle, write);
  const http = createServer(answer);
  http.keepAliveTimeout = 65_000;
  const server = also.includes('h2') ? bothVersions(http, createHttp2Server(answer as never) as unknown as Server) : http;
  const open = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
    socket.on('error', ({ code }: NodeJS.ErrnoException) => {
      if (code === 'ECONNRESET') resets.add(socket);
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', 1024, resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of open) socket.destroy();
      }),
  };
}

/** One port of clear text for both: who speaks HTTP/2 opens with its preface (RFC 9113, section 3.4). */
export function bothVersions(http: Server, http2: Server): Server {
  return createTcpServer({ noDelay: true }, (socket) => {
    socket.once('data', (first: Buffer) => {
      socket.pause();
      socket.unshift(first);
      (first.toString('latin1', 0, 3) === 'PRI' ? http2 : http).emit('connection', socket);
      process.nextTick(() => socket.resume());
    });
  });
}
