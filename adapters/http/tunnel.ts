import type { Socket } from 'node:net';
import { WireError } from './errors.js';

const LIMIT_BYTES = 16 * 1024;

/** Asks a proxy for a tunnel to `authority` (host and port). No byte of an attempt has been written when it fails. */
export function tunnel(socket: Socket, authority: string, authorization: string | undefined, ready: (error: Error | null) => void): void {
  const credentials = authorization === undefined ? '' : `proxy-authorization: ${authorization}\r\n`;
  let head = '';
  // 'readable' and not 'data': whatever follows the proxy's answer must stay in the socket, for TLS.
  const onReadable = (): void => {
    for (let chunk = socket.read(1) as Buffer | null; chunk !== null; chunk = socket.read(1) as Buffer | null) {
      head += chunk.toString('latin1');
      if (head.endsWith('\r\n\r\n')) {
        socket.off('readable', onReadable);
        ready(verdictOf(head));
        return;
      }
      if (head.length > LIMIT_BYTES) {
        socket.off('readable', onReadable);
        ready(new WireError('garbage', 'the proxy answered CONNECT with an endless head'));
        return;
      }
    }
  };
  socket.on('readable', onReadable);
  socket.write(`CONNECT ${authority} HTTP/1.1\r\nhost: ${authority}\r\n${credentials}\r\n`, 'latin1');
}

function verdictOf(head: string): Error | null {
  const status = /^HTTP\/1\.[01] (\d{3})/.exec(head)?.[1];
  if (status === undefined) return new WireError('garbage', 'the proxy answered CONNECT with something that is not HTTP');
  if (status.startsWith('2')) return null;
  return new WireError('unreachable', `the proxy refused the tunnel with ${status}`);
}
