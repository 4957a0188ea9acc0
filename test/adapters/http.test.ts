import { mkdtempSync, rmSync } from 'node:fs';
import { createServer as createHttpsServer } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import type { HttpOptions } from '../../adapters/index.js';
import { httpAdapter } from '../../adapters/index.js';
import type { Session } from '../../src/model/index.js';
import { certificate } from './certificate.js';
import { forwardProxy } from './proxy.js';
import { brief, echo, get, httpServer, options, post, tcpServer, textOf, until } from './servers.js';
import { adapterSuite, HTTP, onNode } from './suite/index.js';

const folder = mkdtempSync(join(tmpdir(), 'retryproof-'));
afterAll(() => rmSync(folder, { recursive: true }));
let sockets = 0;

const secure = { scheme: 'https', make: (listener: Parameters<typeof createHttpsServer>[1]) => createHttpsServer(certificate(), listener) } as never;

adapterSuite('http', {
  ...HTTP,
  serve: async (handle) => {
    const { origin, seen } = await httpServer(onNode(handle));
    return { session: await httpAdapter({ instances: [origin] }).open(), seen };
  },
});

adapterSuite('https', {
  ...HTTP,
  serve: async (handle) => {
    const { origin, seen } = await httpServer(onNode(handle), secure);
    return { session: await httpAdapter({ instances: [origin], tls: { ca: certificate().cert } }).open(), seen };
  },
});

adapterSuite('unix socket', {
  ...HTTP,
  faults: HTTP.faults.filter((kind) => kind !== 'reset'),
  serve: async (handle) => {
    const unixSocket = join(folder, `${(sockets += 1)}.sock`);
    const { seen } = await httpServer(onNode(handle), { path: unixSocket });
    return { session: await httpAdapter({ instances: ['http://localhost'], unixSocket }).open(), seen };
  },
});

adapterSuite('https through a proxy', {
  ...HTTP,
  serve: async (handle) => {
    const { origin, seen } = await httpServer(onNode(handle), secure);
    const { proxy } = await forwardProxy('user:secret');
    return { session: await httpAdapter({ instances: [origin], tls: { insecure: true }, proxy }).open(), seen };
  },
});

async function open(more: HttpOptions): Promise<Session> {
  const session = await httpAdapter(more).open();
  onTestFinished(() => session.close?.());
  return session;
}

describe('http: on the wire', () => {
  it.each(HTTP.spoken)('should write the same request in the lane %s as in every other', async (lane) => {
    const { origin } = await httpServer((request, body, response) => response.end(JSON.stringify([request.method, request.url, request.rawHeaders, body.toString('hex')])));
    const session = await open({ instances: [origin] });
    const request = post('{"ü":1}', { path: '/a?b=%20', headers: [['X-Second', '2'], ['x-first', 'é'], ['X-Second', '1'], ['Host', 'example.test'], ['Content-Length', '999']] });
    const [completion] = await Promise.all(session.racing?.race([{ request, options: options() }], lane) ?? []);
    expect(JSON.parse(textOf(completion as never))).toEqual([
      'POST',
      '/a?b=%20',
      // Header text beyond ASCII goes out as UTF-8; Node reads headers as latin1.
      ['host', 'example.test', 'connection', 'keep-alive', 'X-Second', '2', 'x-first', 'Ã©', 'X-Second', '1', 'content-length', '8'],
      Buffer.from('{"ü":1}').toString('hex'),
    ]);
  });

  it.each(HTTP.spoken)('should keep the order and repetition of response headers in the lane %s', async (lane) => {
    const { origin } = await httpServer((_, __, response) => response.writeHead(201, ['Set-Cookie', 'a=1', 'B', '2', 'set-cookie', 'c=3', 'Content-Length', '0']).end());
    const session = await open({ instances: [origin] });
    const [completion] = await Promise.all(session.racing?.race([{ request: post(), options: options() }], lane) ?? []);
    const headers = completion?.outcome === 'ok' ? completion.response.headers : [];
    expect(headers.filter(([name]) => !/date|connection|keep-alive/.test(name))).toEqual([['set-cookie', 'a=1'], ['b', '2'], ['set-cookie', 'c=3'], ['content-length', '0']]);
  });

  it('should serve each instance by itself', async () => {
    const one = await httpServer((_, __, response) => response.end('one'));
    const two = await httpServer((_, __, response) => response.end('two'));
    const session = await open({ instances: [one.origin, two.origin] });
    const shots = [0, 1].map((instance) => ({ request: post('{}', { instance }), options: options() }));
    for (const lane of HTTP.spoken) expect((await Promise.all(session.racing?.race(shots, lane) ?? [])).map(textOf)).toEqual(['one', 'two']);
  });

  it('should send a plain request through a proxy in absolute form, in every lane and with faults', async () => {
    const { origin, seen } = await httpServer(echo);
    const { proxy, lines } = await forwardProxy('user:secret');
    const session = await open({ instances: [origin], proxy });
    for (const lane of HTTP.spoken) expect((await Promise.all(session.racing?.race([{ request: post('{}'), options: options() }], lane) ?? [])).map(textOf)).toEqual(['{}']);
    expect(brief(await session.send(post(), options({ fault: { kind: 'close', at: 'first-byte' } })))).toBe('info fault');
    expect(lines).toEqual(Array(5).fill(`POST ${origin}/charges`));
    expect(seen.whole).toBe(5);
  });

  it('should say when a proxy does not let it through', async () => {
    const { origin } = await httpServer(echo, secure);
    const { proxy } = await forwardProxy('user:secret');
    const session = await open({ instances: [origin], proxy: proxy.replace('secret', 'wrong'), tls: { insecure: true } });
    expect(await session.send(post(), options())).toMatchObject({ outcome: 'fail', reason: 'unreachable', detail: 'the proxy refused the tunnel with 407' });
  });

  it('should send a client certificate', async () => {
    const { key, cert } = certificate();
    const { origin } = await httpServer((request, _, response) => response.end(String((request.socket as never as { authorized: boolean }).authorized)), {
      scheme: 'https',
      make: ((listener: never) => createHttpsServer({ key, cert, ca: cert, requestCert: true, rejectUnauthorized: false }, listener)) as never,
    });
    const session = await open({ instances: [origin], tls: { ca: cert, cert, key } });
    expect(textOf(await session.send(get('/'), options()))).toBe('true');
  });

  it.each([['close', false], ['reset', true]] as const)('should %s a connection in the middle of a body so that the peer can tell', async (kind, dead) => {
    let failed: boolean | undefined;
    // What is written after a FIN is still taken; after a reset it is not.
    const { origin } = await tcpServer((socket) => {
      socket.resume().on('error', () => (failed = true));
      socket.on('end', () => socket.write('late', (error) => (failed = error instanceof Error)));
    });
    const session = await open({ instances: [origin] });
    expect(brief(await session.send(post(), options({ fault: { kind, at: 'mid-body' } })))).toBe('info fault');
    await until(() => failed !== undefined);
    expect(failed).toBe(dead);
  });

  it('should refuse options that can mean nothing', () => {
    expect(() => httpAdapter({ instances: [] })).toThrow('at least one instance');
    for (const slip of ['http://localhost:3000', undefined, { instance: [] }]) expect(() => httpAdapter(slip as unknown as { instances: [] })).toThrow('httpAdapter({ instances: [');
    expect(() => httpAdapter({ instances: ['localhost:3000'] })).toThrow('An instance is an http or https origin');
    expect(() => httpAdapter({ instances: ['http://localhost'], proxy: 'socks5://localhost' })).toThrow('A proxy is an http URL');
  });
});
