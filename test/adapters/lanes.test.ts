import { createServer as createHttp2Server, createSecureServer } from 'node:http2';
import type { ServerHttp2Stream } from 'node:http2';
import { createServer as createHttpsServer } from 'node:https';
import type { Socket } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { httpAdapter } from '../../adapters/index.js';
import type { Completion, Lane, Session } from '../../src/model/index.js';
import { certificate } from './certificate.js';
import { brief, echo, get, httpServer, listen, options, post, tcpServer, textOf } from './servers.js';
import type { Harness } from './suite/harness.js';
import { adapterSuite, HTTP, onNode } from './suite/index.js';
import { raceSuite } from './suite/races.js';

const H2 = ['h2', 'h2-data'] as const;
const both = { scheme: 'https', make: (listener: never) => createSecureServer({ ...certificate(), allowHTTP1: true }, listener) } as never;
const clear = { make: (listener: never) => createHttp2Server(listener) } as never;
const tls = { ca: certificate().cert };

adapterSuite('a server of both versions', {
  ...HTTP,
  spoken: HTTP.lanes,
  serve: async (handle) => {
    const { origin, seen } = await httpServer(onNode(handle), both);
    return { session: await httpAdapter({ instances: [origin], tls }).open(), seen };
  },
});

const cleartext: Harness['serve'] = async (handle) => {
  const { origin, seen } = await httpServer(onNode(handle), clear);
  return { session: await open(origin), seen };
};
raceSuite('HTTP/2 in clear text', { lanes: H2, faults: [], serve: cleartext });

async function open(origin: string): Promise<Session> {
  const session = await httpAdapter({ instances: [origin], tls }).open();
  onTestFinished(() => session.close?.());
  return session;
}

function race(session: Session, lane: Lane, count: number, more: Parameters<typeof options>[0] = {}): readonly Promise<Completion>[] {
  return session.racing?.race(Array.from({ length: count }, (_, index) => ({ request: post(`{"shot":${index}}`), options: options(more) })), lane) ?? [];
}

/** A server of HTTP/2 in clear text that does with each stream what `handle` says, once its body was read. */
async function h2Server(handle: (stream: ServerHttp2Stream, count: number, kill: () => void) => void, settings = {}): Promise<string> {
  const server = createHttp2Server({ settings });
  let count = 0;
  let raw: Socket | undefined;
  server.on('connection', (socket: Socket) => (raw = socket));
  server.on('sessionError', () => {});
  server.on('stream', (stream) => {
    stream.on('error', () => {}).resume();
    stream.on('end', () => handle(stream, (count += 1), () => raw?.resetAndDestroy()));
  });
  return (await listen(server)).origin;
}

const answer = (stream: ServerHttp2Stream): void => {
  if (stream.destroyed) return;
  stream.respond({ ':status': 201 });
  stream.end('{}');
};

describe('lanes: one packet', () => {
  it.each([...H2, 'pipelined'] as const)('should bring what was released in the lane %s in one turn of the server', async (lane) => {
    const turns: number[] = [];
    let turn = 0;
    const { origin } = await httpServer((_, __, response) => {
      if (turns.length === 0) setImmediate(() => (turn += 1));
      turns.push(turn);
      response.end();
    }, lane === 'pipelined' ? {} : clear);
    expect((await Promise.all(race(await open(origin), lane, 30))).map(brief)).toEqual(Array(30).fill('ok 200'));
    expect(turns).toEqual(Array(30).fill(0));
  });

  it.each(H2)('should write the same request in the lane %s as HTTP/1.1 has it', async (lane) => {
    const { origin } = await httpServer((request, body, response) => response.end(JSON.stringify([request.method, request.url, request.headers, body.toString()])), clear);
    const session = await open(origin);
    const request = post('{"ü":1}', { path: '/a?b=%20', headers: [['X-Second', '2'], ['x-first', 'é'], ['Host', 'example.test'], ['Content-Length', '999']] });
    const [completion] = await Promise.all(session.racing?.race([{ request, options: options() }], lane) ?? []);
    const [method, url, headers, body] = JSON.parse(textOf(completion as Completion)) as [string, string, { [name: string]: string }, string];
    expect([method, url, body]).toEqual(['POST', '/a?b=%20', '{"ü":1}']);
    expect(headers).toMatchObject({ 'x-second': '2', 'x-first': 'Ã©', ':authority': 'example.test', 'content-length': '8' });
  });

  it('should hold the last DATA frame of each stream back until all else has arrived', async () => {
    const session = await open(await h2Server((stream) => answer(stream)));
    const large = post(`{"text":"${'x'.repeat(60_000)}"}`);
    const completions = session.racing?.race(Array.from({ length: 8 }, () => ({ request: large, options: options() })), 'h2-data') ?? [];
    expect((await Promise.all(completions)).map(brief)).toEqual(Array(8).fill('ok 201'));
  });

  it('should open more connections where the peer allows fewer streams at once', async () => {
    const origin = await h2Server((stream) => answer(stream), { maxConcurrentStreams: 3 });
    for (const lane of H2) expect((await Promise.all(race(await open(origin), lane, 8))).map(brief)).toEqual(Array(8).fill('ok 201'));
  });
});

describe('lanes: what the target does not speak', () => {
  const silent = async (): Promise<string> => (await tcpServer((socket) => socket.resume())).origin;
  const closing = async (): Promise<string> => (await tcpServer((socket) => socket.on('data', () => socket.end('HTTP/1.1 400 Bad Request\r\nconnection: close\r\n\r\n')))).origin;
  const http1 = async (): Promise<string> => (await httpServer(echo)).origin;
  const https1 = async (): Promise<string> => (await httpServer(echo, { scheme: 'https', make: ((listener: never) => createHttpsServer(certificate(), listener)) as never })).origin;
  it.each([['node:http', http1], ['node:https', https1], ['a server that hangs up', closing], ['a server that says nothing', silent]] as const)('should say so of HTTP/2 at %s, and that nothing was sent', async (_, start) => {
    const session = await open(await start());
    for (const lane of H2) expect((await Promise.all(race(session, lane, 2))).map(brief)).toEqual(['fail wrong-protocol', 'fail wrong-protocol']);
  });

  it('should answer one request and no other where the server closes after each', async () => {
    const { origin } = await tcpServer((socket) => socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 2\r\n\r\n{}')));
    expect((await Promise.all(race(await open(origin), 'pipelined', 3))).map(brief)).toEqual(['ok 200', 'info closed', 'info closed']);
  });

  it('should not speak HTTP/2 through a proxy of clear text', async () => {
    const { origin } = await httpServer(echo);
    const session = await httpAdapter({ instances: ['http://localhost:1'], proxy: origin }).open();
    onTestFinished(() => session.close?.());
    expect((await Promise.all(race(session, 'h2', 2))).map(brief)).toEqual(['fail wrong-protocol', 'fail wrong-protocol']);
  });
});

describe('lanes: a target that fails midway', () => {
  it('should take what a pipeline did not answer for doubtful, and match the answers before it', async () => {
    const { origin } = await tcpServer((socket) => {
      socket.once('data', () => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\n0HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 201 Created\r\ntransfer-encoding: chunked\r\n\r\n1\r\n1\r\n0\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf', () => socket.resetAndDestroy()));
    });
    const completions = await Promise.all(race(await open(origin), 'pipelined', 4));
    expect(completions.map(brief).slice(0, 2)).toEqual(['ok 200', 'ok 201']);
    expect(completions.slice(0, 2).map(textOf)).toEqual(['0', '1']);
    expect(completions.slice(2).map(({ outcome }) => outcome)).toEqual(['info', 'info']);
  });

  it('should give up all that wait behind an answer that cannot be read', async () => {
    const { origin } = await tcpServer((socket) => socket.once('data', () => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\n0what is this')));
    expect((await Promise.all(race(await open(origin), 'pipelined', 3))).map(brief)).toEqual(['ok 200', 'info garbage', 'info closed']);
  });

  it('should still read the answers of those who wait where one has run out of time', async () => {
    const { origin } = await httpServer((request, _, response) => void setTimeout(() => response.end(), request.url === '/slow' ? 150 : 0));
    const session = await open(origin);
    const shots = [{ request: get('/slow'), options: options({ timeoutMs: 50 }) }, { request: get('/'), options: options() }];
    expect((await Promise.all(session.racing?.race(shots, 'pipelined') ?? [])).map(brief)).toEqual(['info timeout', 'ok 200']);
    // The connection is in order again.
    expect((await Promise.all(race(session, 'pipelined', 2))).map(brief)).toEqual(['ok 200', 'ok 200']);
  });

  it.each(H2)('should take a refused stream for not processed in the lane %s, and a reset one for doubtful', async (lane) => {
    const codes = [7, 2, 8];
    const origin = await h2Server((stream, count) => (count > codes.length ? answer(stream) : stream.close(codes[count - 1])));
    const completions = await Promise.all(race(await open(origin), lane, 4));
    expect(completions.map(brief)).toEqual(['fail other', 'info reset', 'info closed', 'ok 201']);
    expect(completions[0]).toMatchObject({ detail: expect.stringContaining('REFUSED_STREAM') });
  });

  it.each([0, 2])('should take the streams above the last one of a GOAWAY (%i) for not processed', async (code) => {
    const origin = await h2Server((stream, count) => {
      if (count !== 2) return;
      stream.session?.goaway(code, stream.id);
      setTimeout(() => answer(stream), 20);
    });
    const [, second, ...others] = await Promise.all(race(await open(origin), 'h2', 4, { timeoutMs: 500 }));
    expect(second?.outcome).toBe(code === 0 ? 'ok' : 'info');
    expect(others.map((each) => brief(each))).toEqual(['fail other', 'fail other']);
  });

  it.each(H2)('should take all that were under way for doubtful where the connection is reset in the lane %s', async (lane) => {
    const origin = await h2Server((_, count, kill) => (count === 3 ? kill() : undefined));
    expect((await Promise.all(race(await open(origin), lane, 3))).map(({ outcome }) => outcome)).toEqual(['info', 'info', 'info']);
  });

  it.each([...H2, 'pipelined'] as const)('should bound attempts in the lane %s by their time and by the signal', async (lane) => {
    const { origin } = await httpServer(() => {}, lane === 'pipelined' ? {} : clear);
    const session = await open(origin);
    expect((await Promise.all(race(session, lane, 2, { timeoutMs: 100 }))).map(brief)).toEqual(['info timeout', 'info timeout']);
    const ends = new AbortController();
    setTimeout(() => ends.abort(), 50);
    expect((await Promise.all(race(session, lane, 2, { signal: ends.signal }))).map(brief)).toEqual(['info interrupted', 'info interrupted']);
  });

  it('should refuse more than it may hold, and leave the other streams alone', async () => {
    const origin = await h2Server((stream, count) => {
      stream.respond({ ':status': 200 });
      stream.end(count === 1 ? 'x'.repeat(200_000) : 'x');
    });
    expect((await Promise.all(race(await open(origin), 'h2', 2))).map(brief)).toEqual(['info too-large', 'ok 200']);
  });

  it('should see that an answer is shorter than its Content-Length', async () => {
    const origin = await h2Server((stream) => {
      stream.respond({ ':status': 200, 'content-length': '10' });
      stream.write('half', () => stream.close(0));
    });
    expect((await Promise.all(race(await open(origin), 'h2', 1))).map(({ outcome }) => outcome)).toEqual(['info']);
  });
});
