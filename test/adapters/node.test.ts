// Over 200 lines: every kind of server that may be handed over, from its beginning to its end.
import { createServer, Server } from 'node:http';
import type { RequestListener } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { createServer as createTcpServer } from 'node:net';
import { join } from 'node:path';
import { mkdtempSync, rmSync } from 'node:fs';
import { networkInterfaces, tmpdir } from 'node:os';
import { describe, expect, it, onTestFinished } from 'vitest';
import { nodeAdapter } from '../../adapters/index.js';
import type { Adapter, Session } from '../../src/model/index.js';
import { certificate } from './certificate.js';
import { counting, nothingSeen, watchPort, watchServer } from './seen.js';
import { brief, get, httpServer, listen, options, post, textOf, until } from './servers.js';
import { adapterSuite, HTTP, onNode } from './suite/index.js';
import type { Handle } from './suite/index.js';

const countingListener = (seen: ReturnType<typeof nothingSeen>, handle: Handle): RequestListener => {
  const onRequest = onNode(handle);
  return counting(seen, (request, response, body) => onRequest(request, body, response));
};

adapterSuite('node, a listener', {
  ...HTTP,
  serve: async (handle) => {
    const seen = nothingSeen();
    const session = await nodeAdapter(countingListener(seen, handle)).open();
    watchPort(portOf(session), seen);
    return { session, seen };
  },
});

adapterSuite('node, an https server', {
  ...HTTP,
  serve: async (handle) => {
    const seen = nothingSeen();
    const server = createHttpsServer(certificate(), countingListener(seen, handle));
    watchServer(server, seen);
    return { session: await nodeAdapter(server).open(), seen };
  },
});

function portOf({ instances }: Session): number {
  return Number(new URL(instances?.[0] ?? '').port);
}

async function open(adapter: Adapter): Promise<Session> {
  const session = await adapter.open();
  onTestFinished(() => session.close?.());
  return session;
}

const hello: RequestListener = (_, response) => response.end('hello');

describe('node: targets', () => {
  it.each<[string, () => Adapter]>([
    ['a listener', () => nodeAdapter(hello)],
    ['a server', () => nodeAdapter(createServer(hello))],
    ['a promise of a listener', () => nodeAdapter(Promise.resolve(hello))],
    ['a promise of a server', () => nodeAdapter(Promise.resolve(createServer(hello)))],
    ['a function that makes a listener', () => nodeAdapter(() => hello)],
    ['a function that makes a server', () => nodeAdapter(() => createServer(hello))],
    ['a function that makes either in time', () => nodeAdapter(async () => createServer(hello))],
  ])('should serve %s on a loopback port of its own', async (_, make) => {
    const session = await open(make());
    expect(session.instances).toEqual([expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/)]);
    expect(textOf(await session.send(get('/'), options()))).toBe('hello');
  });

  it('should call what makes a server at each open, and not before', async () => {
    let made = 0;
    const adapter = nodeAdapter(() => createServer((_, response) => response.end(String((made += 1)))));
    expect(made).toBe(0);
    for (const expected of ['1', '2']) {
      const session = await adapter.open();
      expect(textOf(await session.send(get('/'), options()))).toBe(expected);
      await session.close?.();
    }
  });

  it('should use a server where it listens, and leave it alone', async () => {
    const { origin, seen } = await httpServer((_, __, response) => response.end());
    const server = createServer(hello);
    const { origin: own } = await listen(server);
    const session = await nodeAdapter(server).open();
    expect(session.instances).toEqual([own]);
    expect(textOf(await session.send(get('/'), options()))).toBe('hello');
    await session.close?.();
    expect(server.listening).toBe(true);
    expect(await (await fetch(own)).text()).toBe('hello');
    expect(seen.begun, origin).toBe(0);
  });

  // An address of this machine that is not loopback is a stranger's to the HTTP adapter; here it is the server's own.
  const elsewhere = Object.values(networkInterfaces()).flatMap((each = []) => each.filter(({ internal, family }) => !internal && family === 'IPv4').map(({ address }) => address));

  it.each(['0.0.0.0', '::', ...elsewhere])('should reach a server that listens on %s', async (host) => {
    const server = createServer(hello);
    await new Promise<void>((resolve) => server.listen(0, host, resolve));
    onTestFinished(() => void server.close());
    const session = await open(nodeAdapter(server));
    expect(textOf(await session.send(get('/'), options()))).toBe('hello');
  });

  it('should reach a server that listens on a unix socket', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'retryproof-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const server = createServer(hello);
    await listen(server, { path: join(folder, 'a.sock') });
    const session = await open(nodeAdapter(server));
    expect(textOf(await session.send(get('/'), options()))).toBe('hello');
    expect(session.faults).not.toContain('reset');
  });
});

describe('node: the end', () => {
  it('should end what it started at once, whatever hangs in it', async () => {
    const seen = nothingSeen();
    const server = createServer(counting(seen, () => {}));
    watchServer(server, seen);
    const session = await nodeAdapter(server).open();
    const hanging = [session.send(post(), options()), session.send(post(), options({ fault: { kind: 'doubled' } })), ...(session.racing?.race([1, 2].map(() => ({ request: post(), options: options() })), 'raw-body') ?? [])];
    const stranger = fetch(session.instances?.[0] ?? '', { method: 'POST', body: '{}' });
    await until(() => seen.whole === 6);
    await Promise.all([session.close?.(), session.close?.()]);
    expect(server.listening).toBe(false);
    expect((await Promise.all(hanging)).map(brief)).toEqual(Array(4).fill('info interrupted'));
    await expect(stranger).rejects.toThrow('fetch failed');
    await session.close?.();
  });

  it('should leave no listener on a server that it has served', async () => {
    const server = createServer(hello);
    const before = listenersOf(server);
    for (let times = 0; times < 3; times += 1) {
      const session = await nodeAdapter(server).open();
      expect(textOf(await session.send(get('/'), options()))).toBe('hello');
      await session.close?.();
    }
    expect(listenersOf(server)).toEqual(before);
  });

  it('should serve a server until the last of its sessions is closed', async () => {
    const adapter = nodeAdapter(createServer(hello));
    const [one, two] = await Promise.all([adapter.open(), adapter.open()]);
    expect(one.instances).toEqual(two.instances);
    await one.close?.();
    await one.close?.();
    expect(textOf(await two.send(get('/'), options()))).toBe('hello');
    // What opens while the last one closes gets it anew.
    const [three] = await Promise.all([two.close?.().then(() => adapter.open()), two.close?.()]);
    const four = await adapter.open();
    for (const session of [three, four]) expect(textOf((await session?.send(get('/'), options())) as never)).toBe('hello');
    await Promise.all([three?.close?.(), four.close?.()]);
  });

  it('should open in whichever moment the last session is closed', async () => {
    for (let ticks = 0; ticks < 20; ticks += 1) {
      const adapter = nodeAdapter(createServer(hello));
      const last = await adapter.open();
      const closing = last.close?.();
      for (let tick = 0; tick < ticks; tick += 1) await Promise.resolve();
      const [session] = await Promise.all([adapter.open(), closing]);
      expect(textOf(await session.send(get('/'), options())), `after ${ticks} ticks`).toBe('hello');
      await session.close?.();
    }
  });

  it('should close quietly where the owner has closed the server meanwhile', async () => {
    const server = createServer(hello);
    const session = await nodeAdapter(server).open();
    server.close();
    await session.close?.();
    expect(server.listening).toBe(false);
  });
});

function listenersOf(server: Server): unknown[] {
  return server.eventNames().map((name) => [name, server.listenerCount(name)]);
}

describe('node: what cannot be served', () => {
  it.each<[string, unknown, string]>([
    ['nothing', undefined, 'undefined cannot be served: the target is a request listener, a server, or a function without parameters that makes one'],
    ['a URL', 'http://localhost:3000', 'http://localhost:3000 cannot be served: the target is a request listener'],
    ['a Fastify app', { ready() {}, routing() {}, server: {} }, 'nodeAdapter(async () => { await app.ready(); return app.server; })'],
    ['a Koa app', { callback() {}, middleware: [] }, 'nodeAdapter(app.callback())'],
    ['a NestJS app', { init() {}, getHttpServer() {} }, 'nodeAdapter(async () => { await app.init(); return app.getHttpServer(); })'],
    ['a Hono app', { fetch() {} }, 'fetchAdapter((request) => app.fetch(request))'],
  ])('should say at once what is wrong with %s, and what would be right', async (_, target, message) => {
    expect(() => nodeAdapter(target as never)).toThrow(TypeError);
    expect(() => nodeAdapter(target as never)).toThrow(message);
    await expect(nodeAdapter((() => target) as never).open()).rejects.toThrow(message.replace(/^.* cannot be served: /, ''));
  });

  it('should take a function without parameters for one that makes the server, and say so', async () => {
    await expect(nodeAdapter(() => undefined as never).open()).rejects.toThrow('A function without parameters makes the server, but this one returned undefined: the target is a request listener, a server, or a function without parameters that makes one. A listener names its parameters: (request, response) => …');
  });

  it('should tell what making the server threw, when it is opened', async () => {
    const broken = new Error('no database');
    await expect(nodeAdapter(() => Promise.reject(broken)).open()).rejects.toBe(broken);
    const adapter = nodeAdapter(Promise.reject(broken));
    await expect(adapter.open()).rejects.toBe(broken);
    await expect(nodeAdapter(Promise.resolve(7) as never).open()).rejects.toThrow('The promise of a server came to 7');
  });

  it('should end as any other target where the server does not speak HTTP/1.1', async () => {
    const session = await open(nodeAdapter(createTcpServer((socket) => socket.end('SSH-2.0-OpenSSH_9.6\r\n'))));
    expect(brief(await session.send(get('/'), options()))).toBe('info garbage');
  });

  it('should fail to open where the server cannot listen, and open once it can', async () => {
    class Late extends Server {
      #asked = 0;
      override listen(...where: unknown[]): this {
        this.#asked += 1;
        return this.#asked === 1 ? super.listen('/nonexistent/socket') : super.listen(...(where as []));
      }
    }
    const server = new Late(hello);
    const adapter = nodeAdapter(server);
    await expect(adapter.open()).rejects.toThrow('listen');
    const session = await open(adapter);
    expect(textOf(await session.send(get('/'), options()))).toBe('hello');
  });
});
