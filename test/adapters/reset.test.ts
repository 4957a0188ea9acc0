import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { connect, createServer } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { connect as connectTls, createServer as createTlsServer } from 'node:tls';

import { describe, expect, it, onTestFinished } from 'vitest';

import { reset } from '../../adapters/reset.js';
import { certificate } from './certificate.js';

/** A connection, and its peer, which reads nothing by itself. */
async function dialled(): Promise<{ readonly socket: Socket; readonly peer: Socket }> {
  const server = createServer({ allowHalfOpen: true });
  onTestFinished(() => void server.close());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const accepted = once(server, 'connection') as Promise<[Socket]>;
  const socket = connect({ port: (server.address() as AddressInfo).port, host: '127.0.0.1', allowHalfOpen: true });
  socket.on('error', () => undefined);
  const [[peer]] = await Promise.all([accepted, once(socket, 'connect')]);
  peer.on('error', () => undefined);
  return { socket, peer };
}

/** The same over TLS, with the TCP socket below. */
async function encrypted(): Promise<{ readonly socket: TLSSocket; readonly below: Socket }> {
  const server = createTlsServer(certificate(), (peer) => void peer.on('error', () => undefined));
  onTestFinished(() => void server.close());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const below = connect({ port: (server.address() as AddressInfo).port, host: '127.0.0.1' });
  const socket = connectTls({ socket: below, rejectUnauthorized: false });
  for (const each of [below, socket]) each.on('error', () => undefined);
  await once(socket, 'secureConnect');
  return { socket, below };
}

describe('a reset', () => {
  it('should be one for the peer, and close the socket', async () => {
    const { socket, peer } = await dialled();
    const closed = once(socket, 'close');
    const broken = new Promise((resolve) => peer.on('error', resolve).resume());
    reset(socket);
    await closed;
    expect(await broken).toMatchObject({ code: 'ECONNRESET' });
  });

  // A handle that is never closed keeps the process at full load when it is to end.
  it.each([
    ['in the same turn', (act: () => void) => act()],
    ['one tick later', (act: () => void) => process.nextTick(act)],
    ['one turn later', (act: () => void) => setImmediate(act)],
  ])('should close a socket that has been ended %s', async (_, soon) => {
    const { socket } = await dialled();
    const closed = once(socket, 'close');
    socket.end('the last');
    soon(() => reset(socket));
    await closed;
    expect(socket.destroyed).toBe(true);
  });

  it('should not wait for what a peer does not read', async () => {
    const { socket } = await dialled();
    const closed = once(socket, 'close');
    socket.write(Buffer.alloc(50_000_000));
    socket.end();
    reset(socket);
    await closed;
    expect(socket.destroyed).toBe(true);
  });

  it('should give up what is not connected yet', async () => {
    const socket = connect({ port: 9, host: '127.0.0.1' });
    socket.on('error', () => undefined);
    const closed = once(socket, 'close');
    reset(socket);
    expect(socket.destroyed).toBe(true);
    await closed;
  });

  it('should close the TCP socket below a TLS one that has just been ended', async () => {
    const { socket, below } = await encrypted();
    await new Promise(setImmediate);
    const closed = once(below, 'close');
    socket.end();
    reset(socket, below);
    await closed;
    expect(socket.destroyed).toBe(true);
  });
});
