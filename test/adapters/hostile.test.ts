import { gzipSync } from 'node:zlib';
import { createServer as createHttp2Server, createSecureServer } from 'node:http2';
import { createServer as createHttpsServer } from 'node:https';
import { createServer as createTcp } from 'node:net';
import type { Server } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { HttpOptions } from '../../adapters/index.js';
import { httpAdapter } from '../../adapters/index.js';
import type { Completion, Lane, SendOptions, Session } from '../../src/model/index.js';
import { certificate } from './certificate.js';
import { answering, brief, echo, get, httpServer, listen, options, pause, post, tcpServer, textOf, until } from './servers.js';


/** Every way in which an attempt is sent: the lanes of HTTP/1.1, and the lane of faults with one that never comes. */
const WAYS = ['pooled', 'raw-body', 'raw-headers', 'pipelined', 'faulted'] as const;

async function open(more: HttpOptions): Promise<Session> {
  const session = await httpAdapter(more).open();
  onTestFinished(() => session.close?.());
  return session;
}

function via(session: Session, way: (typeof WAYS)[number], request = post(), more: Partial<SendOptions> = {}): Promise<Completion> {
  if (way === 'faulted') return session.send(request, options({ ...more, fault: { kind: 'close', at: { afterFlushMs: 60_000 } } }));
  const [completion] = session.racing?.race([{ request, options: options(more) }], way as Lane) ?? [];
  if (completion === undefined) throw new Error('no completion');
  return completion;
}

const OK = 'HTTP/1.1 200 OK\r\n';

/** Answers as bytes, and how an attempt ends that gets them. `end`: the server closes behind them. */
const ANSWERS: readonly (readonly [what: string, bytes: string | Uint8Array, end: boolean, ending: string])[] = [
  ['a body by its length', `${OK}content-length: 2\r\n\r\nhi`, false, 'ok hi'],
  ['a body in chunks, with an extension and a trailer', `${OK}transfer-encoding: chunked\r\n\r\n1;a=b\r\nh\r\n1\r\ni\r\n0\r\nx: y\r\n\r\n`, false, 'ok hi'],
  ['a body until the end', `${OK}\r\nhi`, true, 'ok hi'],
  ['a body until the end in HTTP/1.0', `HTTP/1.0 200 OK\r\n\r\nhi`, true, 'ok hi'],
  ['no reason phrase', 'HTTP/1.1 200\r\ncontent-length: 2\r\n\r\nhi', false, 'ok hi'],
  ['early hints first', `HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n${OK}content-length: 2\r\n\r\nhi`, false, 'ok hi'],
  ['no content', 'HTTP/1.1 204 No Content\r\n\r\n', false, 'ok '],
  ['gzip', Buffer.concat([Buffer.from(`${OK}content-encoding: gzip\r\ncontent-length: ${gzipSync('hi').length}\r\n\r\n`), gzipSync('hi')]), false, 'ok hi'],
  ['an unknown coding', `${OK}content-encoding: zstd\r\ncontent-length: 2\r\n\r\nhi`, false, 'ok hi'],
  ['a body that is not what its coding says', `${OK}content-encoding: gzip\r\ncontent-length: 2\r\n\r\nhi`, false, 'info garbage'],
  ['a bomb', Buffer.concat([Buffer.from(`${OK}content-encoding: gzip\r\ncontent-length: ${gzipSync(Buffer.alloc(5_000_000)).length}\r\n\r\n`), gzipSync(Buffer.alloc(5_000_000))]), false, 'info too-large'],
  ['nothing', '', true, 'info closed'],
  ['half a head', 'HTTP/1.1 200 OK\r\ncontent-le', true, 'info closed'],
  ['half a body', `${OK}content-length: 10\r\n\r\nhello`, true, 'info closed'],
  ['half a chunk', `${OK}transfer-encoding: chunked\r\n\r\na\r\nhello`, true, 'info closed'],
  ['garbage', '\u0000\u0001\u0002garbage\r\n\r\n', false, 'info garbage'],
  ['another protocol', 'SSH-2.0-OpenSSH_9.6\r\n', false, 'info garbage'],
  ['a bad length', `${OK}content-length: two\r\n\r\nhi`, false, 'info garbage'],
  ['two lengths', `${OK}content-length: 2\r\ncontent-length: 3\r\n\r\nhi!`, false, 'info garbage'],
  ['a length and chunks', `${OK}content-length: 2\r\ntransfer-encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n`, false, 'info garbage'],
  ['a bad chunk size', `${OK}transfer-encoding: chunked\r\n\r\nzz\r\nhi\r\n`, false, 'info garbage'],
  ['a bad header line', `${OK}no colon\r\ncontent-length: 0\r\n\r\n`, false, 'info garbage'],
  ['an upgrade', 'HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: h2c\r\n\r\n', false, 'info garbage'],
  ['a TLS alert', Buffer.from([0x15, 3, 1, 0, 2, 2, 70]), true, 'info wrong-protocol'],
];

describe('http: answers', () => {
  describe.each(WAYS)('in the lane %s', (way) => {
    it.each(ANSWERS)('should take %s for what it is', async (_, bytes, end, ending) => {
      const { origin, seen } = await answering(bytes, (socket) => end && socket.end());
      const completion = await via(await open({ instances: [origin] }), way);
      expect(completion.outcome === 'ok' ? `ok ${textOf(completion)}` : brief(completion)).toBe(ending);
      expect(seen.connections).toBe(1);
    });

    it('should put together an answer that comes byte by byte', async () => {
      const { origin } = await answering('', (socket) => {
        const bytes = `${OK}transfer-encoding: chunked\r\nx: y\r\n\r\n3\r\nabc\r\n4\r\ndefg\r\n0\r\n\r\n`;
        let at = 0;
        const timer = setInterval(() => (at < bytes.length ? socket.write(bytes[at++] ?? '') : clearInterval(timer)), 1);
      });
      expect(textOf(await via(await open({ instances: [origin] }), way))).toBe('abcdefg');
    });

    it.each([
      ['headers', `${OK}`, 'x-flood: 0123456789012345678901234567890123456789\r\n', 'info garbage'],
      ['one header', `${OK}x: `, '0123456789'.repeat(100), 'info garbage'],
      ['body', `${OK}\r\n`, '0123456789'.repeat(100), 'info too-large'],
      ['chunks', `${OK}transfer-encoding: chunked\r\n\r\n`, '1\r\na\r\n', 'info too-large'],
      ['early hints', '', 'HTTP/1.1 103 Early Hints\r\n\r\n', 'info timeout'],
    ])('should not follow an endless answer: %s', async (_, first, again, ending) => {
      const { origin } = await answering(first, (socket) => {
        const timer = setInterval(() => socket.write(again.repeat(Math.ceil(10_000 / again.length))), 1);
        socket.on('close', () => clearInterval(timer));
      });
      expect(brief(await via(await open({ instances: [origin] }), way, post(), { timeoutMs: ending === 'info timeout' ? 500 : 5_000 }))).toBe(ending);
    });

    it('should tell a reset from a close', async () => {
      const { origin } = await answering('', (socket) => socket.resetAndDestroy());
      expect(brief(await via(await open({ instances: [origin] }), way))).toBe('info reset');
    });

    it('should end as fail where nothing listens, a name does not resolve, or a socket file is not there', async () => {
      const server = createTcp();
      const { origin } = await listen(server);
      server.close();
      expect(await via(await open({ instances: [origin] }), way)).toMatchObject({ outcome: 'fail', reason: 'refused', detail: expect.stringContaining('nothing listens there') });
      expect(await via(await open({ instances: ['http://nonexistent.invalid'], allowHosts: ['nonexistent.invalid'] }), way)).toMatchObject({ outcome: 'fail', reason: 'unresolved' });
      expect(await via(await open({ instances: ['http://localhost'], unixSocket: '/nonexistent/socket' }), way)).toMatchObject({ outcome: 'fail', reason: 'unreachable' });
    });

    it('should end as fail where TLS does not come about, and say which side speaks what', async () => {
      const { origin, seen, port } = await httpServer(echo, { scheme: 'https', make: ((listener: never) => createHttpsServer(certificate(), listener)) as never });
      expect(await via(await open({ instances: [origin] }), way)).toMatchObject({ outcome: 'fail', reason: 'tls', detail: expect.stringContaining('self-signed') });
      expect(brief(await via(await open({ instances: [origin], tls: { insecure: true } }), way))).toBe('ok 200');
      expect(brief(await via(await open({ instances: [`https://localhost:${port}`], tls: { ca: certificate().cert } }), way))).toBe('ok 200');
      const plain = await via(await open({ instances: [origin.replace('https', 'http')] }), way);
      expect(['info wrong-protocol', 'info closed', 'info reset']).toContain(brief(plain));
      const other = await httpServer(echo);
      expect(await via(await open({ instances: [other.origin.replace('http', 'https')] }), way)).toMatchObject({ outcome: 'fail', reason: 'wrong-protocol' });
      const closing = await tcpServer((socket) => socket.destroy());
      expect(await via(await open({ instances: [closing.origin.replace('http', 'https')] }), way)).toMatchObject({ outcome: 'fail', reason: 'tls' });
      expect([seen.begun, other.seen.begun]).toEqual([2, 0]);
    });

    it('should know a server that speaks only HTTP/2', async () => {
      const { origin } = await listen(createHttp2Server() as unknown as Server);
      const completion = await via(await open({ instances: [origin] }), way);
      // Such a server speaks first; a pipeline that still waits for its barrier has written nothing by then.
      expect(completion).toMatchObject({ outcome: way === 'pipelined' ? 'fail' : 'info', reason: 'wrong-protocol', detail: expect.stringContaining('HTTP/2') });
      const secure = await listen(createSecureServer(certificate()) as unknown as Server, { scheme: 'https' });
      const refused = await via(await open({ instances: [secure.origin], tls: { insecure: true } }), way);
      expect(['fail wrong-protocol', 'ok 403']).toContain(brief(refused));
    });

    it('should not send what waits for a connection once its time is over', async () => {
      // A TLS handshake that never comes about.
      const { origin, seen } = await tcpServer(() => {});
      expect(brief(await via(await open({ instances: [origin.replace('http', 'https')] }), way, post(), { timeoutMs: 100 }))).toBe('fail timeout');
      expect(seen.connections).toBe(1);
    });
  });
});

describe('http: connections', () => {
  it('should never queue an attempt behind another while connections are left', async () => {
    const waiting: (() => void)[] = [];
    const { origin, seen } = await httpServer((_, __, response) => {
      // Nobody is answered before all are there.
      if (waiting.push(() => response.end()) === 100) for (const answer of waiting) answer();
    });
    const session = await open({ instances: [origin] });
    const completions = await Promise.all(Array.from({ length: 100 }, () => session.send(post(), options())));
    expect(completions.map(brief)).toEqual(Array(100).fill('ok 200'));
    expect(seen.most).toBe(100);
  });

  it('should not send what is still queued when its time is over', async () => {
    const { origin, seen } = await httpServer((_, body, response) => body.length > 0 && setTimeout(() => response.end(), 150));
    const session = await open({ instances: [origin], connections: 1 });
    const first = session.send(post('{}'), options());
    expect(brief(await session.send(post('{}'), options({ timeoutMs: 50 })))).toBe('fail timeout');
    expect(brief(await first)).toBe('ok 200');
    expect(brief(await session.send(post('{}'), options()))).toBe('ok 200');
    expect(seen.begun).toBe(2);
  });

  it.each(['pooled', 'raw-headers'] as const)('should not use a connection again that the server closes, in the lane %s', async (way) => {
    const { origin, seen } = await httpServer((_, __, response) => response.writeHead(200, { connection: 'close' }).end());
    const session = await open({ instances: [origin] });
    for (let count = 0; count < 3; count += 1) expect(brief(await via(session, way))).toBe('ok 200');
    expect(seen.connections).toBe(3);
  });

  it('should not send again, whatever happens to the connection', async () => {
    const { origin, seen } = await tcpServer((socket) => socket.on('data', () => (seen.begun += 1) && socket.destroy()));
    const session = await open({ instances: [origin] });
    for (const request of [post(), get('/'), post(null, { method: 'PUT' })]) {
      for (const way of ['pooled', 'faulted'] as const) expect(['info closed', 'info reset']).toContain(brief(await via(session, way, request)));
    }
    expect(seen.connections).toBe(6);
  });

  it('should leave nothing open when it is closed', async () => {
    const { origin } = await httpServer(echo);
    // What the tests before this one closed goes first.
    await pause(200);
    const before = process.getActiveResourcesInfo().filter(countable).length;
    const session = await httpAdapter({ instances: [origin, 'https://127.0.0.1:1'] }).open();
    for (const way of WAYS) await via(session, way);
    void session.send(post(), options());
    await session.send(post(), options({ fault: { kind: 'close', at: 'flush' } }));
    await session.send(post(), options({ fault: { kind: 'doubled' } }));
    await session.close?.();
    await session.close?.();
    // The server's ends of the connections are in this process too.
    await until(() => process.getActiveResourcesInfo().filter(countable).length <= before).catch(() => {});
    expect(process.getActiveResourcesInfo().filter(countable).length).toBeLessThanOrEqual(before);
  });

  const countable = (resource: string): boolean => /TCP|TLS|Pipe/.test(resource);
});
