import { connect as connectTcp, isIP } from 'node:net';
import type { Socket } from 'node:net';
import { connect as connectTls, createSecureContext } from 'node:tls';

import { reset as resetAt } from '../reset.js';
import { WireError } from './errors.js';
import { tunnel } from './tunnel.js';

/** How to reach the target. PEM texts, not paths. */
export interface TransportOptions {
  readonly tls?: { readonly ca?: string; readonly cert?: string; readonly key?: string; readonly insecure?: boolean };
  /** Path of a socket file that is connected to instead of the origin's host and port. */
  readonly unixSocket?: string;
  /** `http://[user:password@]host:port`. */
  readonly proxy?: string;
}

/** What is spoken on a connection; over TLS it is settled in the handshake (ALPN). */
export type Spoken = 'http/1.1' | 'h2';

export type Opened = (error: Error | null, socket: Socket | null) => void;

/** A peer that takes no connection within this is taken for unreachable, however long the attempt itself may last. */
const CONNECT_MS = 10_000;

/** The way to one instance, as one value that every lane serves: all of them get their sockets from `open`. */
export class Transport {
  /** `scheme://host:port` as in a URL. */
  readonly origin: string;
  readonly host: string;
  /** What stands before the path in the request line: the origin for a plain request through a proxy. */
  readonly prefix: string;
  /** Proxy-Authorization for a plain request through a proxy. */
  readonly proxyAuthorization: string | undefined;
  /** Whether a connection can be reset: unix sockets know no RST. */
  readonly canReset: boolean;
  readonly #url: URL;
  readonly #proxy: URL | undefined;
  readonly #options: TransportOptions;
  readonly #sockets = new Set<Socket>();
  readonly #sessions = new Map<Spoken, Buffer>();

  constructor(origin: string, options: TransportOptions) {
    this.#url = originOf(origin);
    this.#proxy = options.proxy === undefined ? undefined : proxyOf(options.proxy);
    this.#options = options;
    this.origin = this.#url.origin;
    this.host = this.#url.host;
    this.canReset = options.unixSocket === undefined;
    checkTls(options.tls ?? {});
    const absolute = this.#proxy !== undefined && !this.#secure;
    this.prefix = absolute ? this.origin : '';
    this.proxyAuthorization = absolute ? authorizationOf(this.#proxy) : undefined;
  }

  /**
   * Opens a connection that is ready for a request: tunnelled and encrypted where it must be. `opened` is called once,
   * in the turn of the event loop in which it became ready; after the returned function was called, never. Over TLS the
   * peer has agreed to speak what was asked for; in clear text nobody has been asked yet.
   */
  open(opened: Opened, spoken: Spoken = 'http/1.1'): () => void {
    const base = this.#connect();
    let pending = true;
    const finish = (error: Error | null, socket: Socket | null): void => {
      if (!pending) return;
      pending = false;
      clearTimeout(timer);
      if (error !== null) base.destroy();
      opened(error, error === null ? socket : null);
    };
    const timer = setTimeout(() => finish(new WireError('timeout', `no connection within ${CONNECT_MS} ms`), null), CONNECT_MS);
    base.on('error', (error) => finish(error, null));
    base.on('close', () => {
      this.#sockets.delete(base);
      finish(new WireError('closed', 'the peer closed the connection before it was ready'), null);
    });
    base.once('connect', () => {
      if (!this.#secure) finish(null, base);
      else if (this.#proxy === undefined) this.#encrypt(base, spoken, finish);
      else tunnel(base, this.#authority(), authorizationOf(this.#proxy), (error) => (error === null ? this.#encrypt(base, spoken, finish) : finish(error, null)));
    });
    return () => {
      if (!pending) return;
      pending = false;
      clearTimeout(timer);
      base.destroy();
    };
  }

  /** Destroys every connection that was ever opened here, and waits until they are gone. */
  async close(): Promise<void> {
    await Promise.all(
      [...this.#sockets].map((socket) => {
        const gone = new Promise<void>((resolve) => {
          socket.once('close', () => resolve());
        });
        socket.destroy();
        return gone;
      }),
    );
  }

  get #secure(): boolean {
    return this.#url.protocol === 'https:';
  }

  #authority(): string {
    return `${this.#url.hostname}:${portOf(this.#url)}`;
  }

  #connect(): Socket {
    const { unixSocket } = this.#options;
    const peer = this.#proxy ?? this.#url;
    // noDelay: a held last byte must leave at once.
    const base = unixSocket === undefined ? connectTcp({ host: bare(peer.hostname), port: portOf(peer), noDelay: true }) : connectTcp({ path: unixSocket });
    this.#sockets.add(base);
    return base;
  }

  #encrypt(base: Socket, spoken: Spoken, finish: Opened): void {
    const host = bare(this.#url.hostname);
    const { ca, cert, key, insecure } = this.#options.tls ?? {};
    const session = this.#sessions.get(spoken);
    const socket = connectTls({
      socket: base,
      host,
      ...(isIP(host) === 0 && { servername: host }),
      ALPNProtocols: [spoken],
      ...(ca !== undefined && { ca }),
      ...(cert !== undefined && { cert }),
      ...(key !== undefined && { key }),
      ...(session !== undefined && { session }),
      rejectUnauthorized: insecure !== true,
    });
    bases.set(socket, base);
    socket.on('session', (fresh: Buffer) => this.#sessions.set(spoken, fresh));
    socket.on('error', (error: NodeJS.ErrnoException) => {
      finish(error.code === 'ECONNRESET' ? new WireError('tls', 'the peer hung up in the TLS handshake: it may want http, not https') : error, null);
    });
    socket.once('close', () => base.destroy());
    // A server that knows of no ALPN speaks HTTP/1.1.
    socket.once('secureConnect', () => finish(spoken === 'h2' && socket.alpnProtocol !== 'h2' ? new WireError('wrong-protocol', 'the server agreed to no HTTP/2 in its TLS handshake') : null, socket));
  }
}

/** The TCP socket below a TLS one: only that can be reset. */
const bases = new WeakMap<Socket, Socket>();

/** Ends a connection with RST; where the socket knows none (unix), it is destroyed. */
export function reset(socket: Socket): void {
  resetAt(socket, bases.get(socket));
}

/** Wrong certificates are said at once; in a handshake they would look like the target's trouble. */
function checkTls({ ca, cert, key }: NonNullable<TransportOptions['tls']>): void {
  if (ca !== undefined && !ca.includes('-----BEGIN ')) throw new TypeError('The certificates to trust (--cacert) are no PEM text: it begins with -----BEGIN CERTIFICATE-----.');
  try {
    createSecureContext({ ...(ca !== undefined && { ca }), ...(cert !== undefined && { cert }), ...(key !== undefined && { key }) });
  } catch (error) {
    throw new TypeError(`The certificates or the key cannot be used (${(error as Error).message.split(':').at(-1)}).`, { cause: error });
  }
}

function originOf(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) throw new TypeError(`An instance is an http or https origin such as http://localhost:3000, not "${text}".`);
  return url;
}

function proxyOf(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== 'http:') throw new TypeError(`A proxy is an http URL such as http://localhost:3128, not "${text}".`);
  return url;
}

function portOf(url: URL): number {
  return url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port);
}

/** An IPv6 host without its brackets. */
function bare(hostname: string): string {
  return hostname.replace(/^\[(.*)\]$/, '$1');
}

function authorizationOf(proxy: URL | undefined): string | undefined {
  if (proxy === undefined || proxy.username === '') return undefined;
  const credentials = `${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`;
  return `Basic ${Buffer.from(credentials).toString('base64')}`;
}
