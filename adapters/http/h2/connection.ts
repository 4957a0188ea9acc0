import type { ClientHttp2Session } from 'node:http2';
import { connect } from 'node:http2';
import type { Duplex } from 'node:stream';
import { WireError } from '../errors.js';
import type { Transport } from '../transport.js';

/** A peer that has not opened HTTP/2 on its side within this speaks something else. */
const HANDSHAKE_MS = 2_000;
/** As many as a server should allow (RFC 9113, section 6.5.2); more than a volley needs are never opened. */
const ENOUGH_STREAMS = 100;

/** A connection on which the peer has shown that it speaks HTTP/2. */
export class H2Connection {
  /** Streams above this id were certainly not processed, once the peer said so (GOAWAY). */
  lastProcessed = Number.POSITIVE_INFINITY;
  error: Error | undefined;

  constructor(readonly session: ClientHttp2Session) {
    session.on('goaway', (_, lastStreamId) => {
      if (lastStreamId !== undefined) this.lastProcessed = Math.min(this.lastProcessed, lastStreamId);
    });
    session.on('error', (error) => {
      this.error = error;
    });
  }

  /** Streams that may be open at once. */
  get streams(): number {
    return Math.max(1, Math.min(ENOUGH_STREAMS, this.session.remoteSettings.maxConcurrentStreams ?? ENOUGH_STREAMS));
  }

  get usable(): boolean {
    return !this.session.closed && !this.session.destroyed;
  }
}

/**
 * Opens a connection and waits for the peer's SETTINGS: no request is written before, so that what fails here is certainly
 * not applied. `opened` is called once; after the returned function was called, never.
 */
export function openH2(transport: Transport, opened: (error: unknown, connection: H2Connection | undefined) => void): () => void {
  if (transport.prefix !== '') {
    const timer = setImmediate(() => opened(new WireError('wrong-protocol', 'a proxy of clear text is spoken to in HTTP/1.1 alone'), undefined));
    return () => clearImmediate(timer);
  }
  let abandon: (() => void) | undefined;
  const cancel = transport.open((error, socket) => {
    if (socket === null) opened(error, undefined);
    else abandon = shakeHands(transport, socket, opened);
  }, 'h2');
  return () => {
    cancel();
    abandon?.();
  };
}

function shakeHands(transport: Transport, socket: Duplex, opened: (error: unknown, connection: H2Connection | undefined) => void): () => void {
  const session = connect(transport.origin, { createConnection: () => socket, settings: { enablePush: false } });
  const connection = new H2Connection(session);
  let pending = true;
  const finish = (error: unknown): void => {
    if (!pending) return;
    pending = false;
    clearTimeout(timer);
    if (error !== undefined) session.destroy();
    opened(error, error === undefined ? connection : undefined);
  };
  const timer = setTimeout(() => finish(new WireError('wrong-protocol', `the server opened no HTTP/2 connection within ${HANDSHAKE_MS} ms: it may not speak it here`)), HANDSHAKE_MS);
  session.once('remoteSettings', () => finish(undefined));
  session.once('close', () => {
    const why = connection.error === undefined ? '' : ` (${connection.error.message})`;
    finish(new WireError('wrong-protocol', `the server does not speak HTTP/2 here${why}`));
  });
  return () => {
    if (!pending) return;
    pending = false;
    clearTimeout(timer);
    session.destroy();
  };
}
