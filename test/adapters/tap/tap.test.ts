import type { AddressInfo, Server, Socket } from 'node:net';
import { connect, createServer } from 'node:net';
import { once } from 'node:events';
import { describe, expect, it, onTestFinished } from 'vitest';

import type { OpenTaps } from '../../../adapters/tap/index.js';
import { openTaps, TapError } from '../../../adapters/tap/index.js';

interface Upstream {
  readonly port: number;
  readonly sockets: readonly Socket[];
}

/** A server at the other end of the tap. */
async function upstream(serve: (socket: Socket) => void): Promise<Upstream> {
  const sockets: Socket[] = [];
  const server: Server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.push(socket);
    socket.on('error', () => undefined);
    serve(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, sockets };
}

const echo = (socket: Socket): unknown => socket.pipe(socket);

async function tapTo(port: number): Promise<OpenTaps> {
  const taps = await openTaps([{ name: 'store', host: '127.0.0.1', port, listenPort: 0 }]);
  onTestFinished(() => taps.close());
  return taps;
}

function dial(taps: OpenTaps): Socket {
  const socket = connect({ port: taps.places[0]?.port ?? 0, host: '127.0.0.1', allowHalfOpen: true });
  onTestFinished(() => void socket.destroy());
  return socket;
}

/** How a connection ended: the error's code, or `closed`. */
const ended = (socket: Socket): Promise<string> =>
  new Promise((resolve) => {
    let code = 'closed';
    socket.on('error', (error: NodeJS.ErrnoException) => {
      code = error.code ?? error.message;
    });
    socket.on('close', () => resolve(code));
  });

async function ask(socket: Socket, text: string): Promise<string> {
  socket.write(text);
  const [data] = (await once(socket, 'data')) as [Buffer];
  return data.toString();
}

describe('a tap', () => {
  it('should pass bytes both ways, and know that it is used', async () => {
    const taps = await tapTo((await upstream(echo)).port);
    expect(taps.isUsed('store')).toBe(false);
    expect(await ask(dial(taps), 'PING')).toBe('PING');
    expect(taps.isUsed('store')).toBe(true);
  });

  it('should pass the end of one direction on, and leave the other open', async () => {
    const far = await upstream((socket) => {
      socket.resume();
      socket.on('end', () => socket.end('after your end'));
    });
    const socket = dial(await tapTo(far.port));
    const end = ended(socket);
    socket.end('all of it');
    const [data] = (await once(socket, 'data')) as [Buffer];
    expect(data.toString()).toBe('after your end');
    expect(await end).toBe('closed');
  });

  it('should carry far more than it may hold, at the pace of a reader that stops', async () => {
    const total = 24 * 1_048_576;
    const far = await upstream((socket) => {
      const chunk = Buffer.alloc(65_536);
      let left = total;
      const more = (): void => {
        while (left > 0) {
          left -= chunk.length;
          if (!socket.write(chunk)) return void socket.once('drain', more);
        }
        socket.end();
      };
      more();
    });
    const socket = dial(await tapTo(far.port));
    await once(socket, 'connect');
    socket.pause();
    let read = 0;
    socket.on('data', (chunk: Buffer) => {
      read += chunk.length;
    });
    socket.resume();
    await once(socket, 'end');
    expect(read).toBe(total);
  });

  it('should reset what is open and what comes, and be as before once that is over', async () => {
    const taps = await tapTo((await upstream(echo)).port);
    const before = dial(taps);
    await ask(before, 'x');
    const cut = ended(before);
    const giveBack = taps.disturb('store', { how: 'refuse' });
    expect(await cut).toBe('ECONNRESET');
    const meanwhile = dial(taps);
    meanwhile.write('y');
    expect(await ended(meanwhile)).toMatch(/^(ECONNRESET|EPIPE|closed)$/);
    giveBack();
    expect(await ask(dial(taps), 'z')).toBe('z');
  });

  it('should cut what is open, and nothing else', async () => {
    const taps = await tapTo((await upstream(echo)).port);
    const before = dial(taps);
    await ask(before, 'x');
    const cut = ended(before);
    taps.disturb('store', { how: 'cut' });
    expect(await cut).toBe('ECONNRESET');
    expect(await ask(dial(taps), 'y')).toBe('y');
  });

  it('should lose the next answer to what was done, and the connection with it', async () => {
    const done: string[] = [];
    const taps = await tapTo((await upstream((socket) => socket.on('data', (data: Buffer) => (done.push(data.toString()), socket.write('OK'))))).port);
    const socket = dial(taps);
    await ask(socket, 'SET a');
    const giveBack = taps.disturb('store', { how: 'lost-answer', skip: 0 });
    let answered = false;
    socket.on('data', () => (answered = true));
    const cut = ended(socket);
    socket.write('SET b');
    expect(await cut).toBe('ECONNRESET');
    expect({ done, answered }).toEqual({ done: ['SET a', 'SET b'], answered: false });
    // One that was opened meanwhile is left alone.
    expect(await ask(dial(taps), 'GET b')).toBe('OK');
    giveBack();
  });

  it('should lose a later answer, where so many come through first, and count anew each time', async () => {
    const taps = await tapTo((await upstream(echo)).port);
    for (let time = 0; time < 2; time += 1) {
      const [socket, idle] = [dial(taps), dial(taps)];
      await Promise.all([ask(socket, 'BEGIN'), ask(idle, 'PING')]);
      const giveBack = taps.disturb('store', { how: 'lost-answer', skip: 2 });
      expect([await ask(socket, 'INSERT'), await ask(socket, 'UPDATE')]).toEqual(['INSERT', 'UPDATE']);
      const cut = ended(socket);
      socket.write('COMMIT');
      expect(await cut).toBe('ECONNRESET');
      expect(await ask(idle, 'PING')).toBe('PING');
      giveBack();
      expect([await ask(idle, 'a'), await ask(idle, 'b')]).toEqual(['a', 'b']);
    }
  });

  it('should delay every chunk, in order, and give everything back at the end', async () => {
    const taps = await tapTo((await upstream(echo)).port);
    const socket = dial(taps);
    await ask(socket, 'x');
    const giveBack = taps.disturb('store', { how: 'delay', delayMs: 40 });
    const beganMs = performance.now();
    expect(await ask(socket, 'slow')).toBe('slow');
    expect(performance.now() - beganMs).toBeGreaterThan(75);
    giveBack();
    const endless = taps.disturb('store', { how: 'delay', delayMs: 600_000 });
    let text = '';
    const all = new Promise<void>((resolve) => socket.on('data', (data: Buffer) => ((text += data.toString()), text === 'abc' && resolve())));
    for (const letter of 'abc') socket.write(letter);
    endless();
    await all;
    expect(text).toBe('abc');
  });

  it('should survive connections that come and go', async () => {
    const taps = await tapTo((await upstream(echo)).port);
    const numbers = Array.from({ length: 70 }, (_, index) => index);
    const answers = await Promise.all(numbers.map(async (index) => {
      const [gone, rude, patient] = [dial(taps), dial(taps), dial(taps)];
      gone.destroy();
      await once(rude, 'connect');
      rude.resetAndDestroy();
      return ask(patient, `${index}`);
    }));
    expect(answers).toEqual(numbers.map(String));
    expect(await ask(dial(taps), 'still here')).toBe('still here');
  });

  it('should reset the near end where the far one resets, or cannot be reached', async () => {
    const far = await upstream((socket) => socket.once('data', () => socket.resetAndDestroy()));
    const socket = dial(await tapTo(far.port));
    socket.write('x');
    expect(await ended(socket)).toBe('ECONNRESET');
  });

  it('should not open where nothing is at the other end, or the port is taken', async () => {
    const far = await upstream(echo);
    const taken = await tapTo(far.port);
    const listenPort = taken.places[0]?.port ?? 0;
    await expect(openTaps([{ name: 'redis', host: '127.0.0.1', port: far.port, listenPort }])).rejects.toThrow(new RegExp(`--tap redis cannot listen at 127.0.0.1:${listenPort}: the port is taken`));
    await expect(openTaps([{ name: 'redis', host: '127.0.0.1', port: 1, listenPort: 0 }])).rejects.toThrow(TapError);
    await expect(openTaps([{ name: 'redis', host: '127.0.0.1', port: 1, listenPort: 0 }])).rejects.toThrow('nothing accepts connections at 127.0.0.1:1, where --tap redis leads');
    await expect(openTaps([{ name: 'redis', host: 'db.example.com', port: 6379, listenPort: 0 }])).rejects.toThrow('db.example.com is not this machine');
  });
});
