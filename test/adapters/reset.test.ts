import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { connect, createServer } from 'node:net';

import { describe, expect, it, onTestFinished } from 'vitest';

import { reset } from '../../adapters/reset.js';

/** A connection, and how it ended for its peer. */
async function dialled(): Promise<{ readonly socket: Socket; readonly ended: Promise<string> }> {
  const server = createServer({ allowHalfOpen: true });
  onTestFinished(() => void server.close());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const accepted = once(server, 'connection') as Promise<[Socket]>;
  const socket = connect({ port: (server.address() as AddressInfo).port, host: '127.0.0.1', allowHalfOpen: true });
  socket.on('error', () => undefined);
  const [[peer]] = await Promise.all([accepted, once(socket, 'connect')]);
  const ended = new Promise<string>((resolve) => {
    peer.on('error', ({ code = '' }: NodeJS.ErrnoException) => resolve(code)).on('close', () => resolve('closed'));
    peer.resume();
  });
  return { socket, ended };
}

describe('a reset', () => {
  it('should be one for the peer, and close the socket', async () => {
    const { socket, ended } = await dialled();
    const closed = once(socket, 'close');
    reset(socket);
    await closed;
    expect(await ended).toBe('ECONNRESET');
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
    await closed;
    expect(socket.destroyed).toBe(true);
  });
});
