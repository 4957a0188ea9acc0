// Over 200 lines: both directions of one bridge, over the same few handlers.
import { connect } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it, onTestFinished } from 'vitest';
import { fetchAdapter } from '../../adapters/index.js';
import type { FetchHandler } from '../../adapters/index.js';
import type { SendOptions, Session } from '../../src/model/index.js';
import { begin, nothingSeen, watchPort } from './seen.js';
import type { Seen } from './seen.js';
import { brief, get, options, post, textOf, until } from './servers.js';
import { adapterSuite, HTTP } from './suite/index.js';
import type { Answer, Handle } from './suite/index.js';

adapterSuite('fetch', {
  ...HTTP,
  bodiless: ['GET'],
  serve: async (handle) => {
    const seen = nothingSeen();
    const session = await fetchAdapter(countingHandler(seen, handle)).open();
    watchPort(portOf(session), seen);
    return { session, seen };
  },
});

function portOf({ instances }: Session): number {
  return Number(new URL(instances?.[0] ?? '').port);
}

/** Counts what arrives at a handler, which can see its requests but not its connections. */
function countingHandler(seen: Seen, handle: Handle): FetchHandler {
  return async (request) => {
    const { received, left } = begin(seen);
    const chunks: Uint8Array[] = [];
    try {
      for await (const chunk of request.body ?? []) {
        chunks.push(chunk as Uint8Array);
        received(chunk as Uint8Array);
      }
    } catch (error) {
      seen.broken += 1;
      left();
      throw error;
    }
    seen.whole += 1;
    let answered = false;
    request.signal.addEventListener('abort', () => {
      seen.unanswered += 1;
      if (answered) seen.answered -= 1;
      else left();
    });
    const { pathname, search } = new URL(request.url);
    const answer = await new Promise<Answer>((resolve) => {
      handle({ method: request.method, path: pathname + search, headers: Object.fromEntries(request.headers), body: Buffer.concat(chunks) }, resolve);
    });
    answered = true;
    seen.answered += 1;
    left();
    return responseOf(answer);
  };
}

function responseOf({ status = 200, headers = [], body = '', unfinished = false }: Answer): Response {
  const pairs = headers.map(([name, value]): [string, string] => [name, value]);
  if (status === 204 || status === 304) return new Response(null, { status, headers: pairs });
  if (!unfinished) return new Response(body, { status, headers: pairs });
  return new Response(new ReadableStream({ start: (controller) => controller.enqueue(Buffer.from(body)) }), { status, headers: pairs });
}

interface Opened {
  readonly session: Session;
  readonly errors: unknown[];
}

async function open(handler: FetchHandler): Promise<Opened> {
  const errors: unknown[] = [];
  const session = await fetchAdapter(handler, { onError: (error) => errors.push(error) }).open();
  onTestFinished(() => session.close?.());
  return { session, errors };
}

/** What a session's server answers to these bytes, until it closes the connection. */
async function spoken(session: Session, bytes: string): Promise<string> {
  const socket = connect(portOf(session), '127.0.0.1');
  let text = '';
  socket.setEncoding('latin1').on('data', (chunk: string) => (text += chunk));
  socket.write(bytes, 'latin1');
  await new Promise((resolve) => socket.once('close', resolve));
  return text;
}

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const line = (text: string): string => text.split('\r\n')[0] ?? '';

describe('fetch: requests', () => {
  it('should hand over what was sent, as it was sent', async () => {
    const { session } = await open(async (request) => Response.json([request.method, request.url, [...request.headers], await request.text()]));
    const request = post('{"a":1}', { path: '//b/../c?d=%20&d=2', headers: [['Host', 'shop.test'], ['X-Two', '1'], ['x-two', '2'], ['X-Latin', 'é']] });
    expect(JSON.parse(textOf(await session.send(request, options())))).toEqual([
      'POST',
      'http://shop.test//c?d=%20&d=2',
      // Header text beyond ASCII goes out as UTF-8, and is read as latin1.
      [['connection', 'keep-alive'], ['content-length', '7'], ['host', 'shop.test'], ['x-latin', 'Ã©'], ['x-two', '1, 2']],
      '{"a":1}',
    ]);
  });

  it('should have a body only where one was sent', async () => {
    const { session } = await open((request) => new Response(String(request.body === null)));
    expect(textOf(await session.send(post(null), options()))).toBe('true');
    expect(textOf(await session.send(get('/'), options()))).toBe('true');
    expect(textOf(await session.send(post('{}'), options()))).toBe('false');
    expect(textOf(await session.send(post('{}'), options({ framing: 'chunked' })))).toBe('false');
  });

  it('should be answered though nobody reads its body, on a connection that can be used again', async () => {
    const seen = nothingSeen();
    const { session } = await open(async (request) => {
      const reader = request.url.endsWith('/some') ? request.body?.getReader() : undefined;
      await reader?.read();
      if (request.url.endsWith('/cancel')) await request.body?.cancel();
      return new Response('enough');
    });
    watchPort(portOf(session), seen);
    for (const path of ['/none', '/some', '/cancel', '/none']) {
      expect(textOf(await session.send(post('x'.repeat(3_000_000), { path }), options())), path).toBe('enough');
    }
    expect(seen.connections).toBeLessThanOrEqual(2);
  });

  it('should let a body be read after its answer was sent', async () => {
    let read: Promise<string> | undefined;
    const { session } = await open((request) => {
      read = new Promise((resolve) => setTimeout(() => resolve(request.text()), 20));
      return new Response(null, { status: 202 });
    });
    const body = 'x'.repeat(3_000_000);
    expect(brief(await session.send(post(body), options()))).toBe('ok 202');
    expect((await read)?.length).toBe(body.length);
  });

  it('should hold a client back that sends more than is read', async () => {
    let go = (): void => {};
    const { session } = await open(async (request) => {
      await new Promise<void>((resolve) => (go = resolve));
      return new Response(String((await request.arrayBuffer()).byteLength));
    });
    const size = 50_000_000;
    const socket = connect(portOf(session), '127.0.0.1');
    onTestFinished(() => void socket.destroy());
    socket.write(`POST / HTTP/1.1\r\nhost: a\r\nconnection: close\r\ncontent-length: ${size}\r\n\r\n`);
    const taken = new Promise((resolve) => socket.write(Buffer.alloc(size), resolve));
    let text = '';
    socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
    const waited = await Promise.race([taken.then(() => 'taken'), new Promise((resolve) => setTimeout(() => resolve('held'), 300))]);
    expect(waited).toBe('held');
    go();
    await taken;
    await until(() => text.includes(String(size)));
  });

  it.each<[string, Partial<SendOptions>]>([
    ['closes', { fault: { kind: 'close', at: { afterFlushMs: 100 } } }],
    ['resets', { fault: { kind: 'reset', at: { afterFlushMs: 100 } } }],
    ['gives up', { timeoutMs: 100 }],
  ])('should abort the signal when the client %s, though nobody holds the request any more', async (_, more) => {
    let signal: AbortSignal | undefined;
    const { session, errors } = await open((request) => {
      ({ signal } = request);
      return new Promise(() => {});
    });
    const attempt = session.send(post(), options(more));
    await until(() => signal !== undefined);
    collectGarbage();
    await attempt;
    await until(() => signal?.aborted === true);
    expect(errors).toEqual([]);
  });

  it('should not abort the signal of a request that was answered', async () => {
    const signals: AbortSignal[] = [];
    const { session } = await open((request) => {
      signals.push(request.signal);
      return new Response('done');
    });
    await session.send(post(), options());
    await session.send(post(), options({ framing: 'own-connection' }));
    await session.close?.();
    expect(signals.map(({ aborted }) => aborted)).toEqual([false, false]);
  });

  it('should keep a body that arrived whole for a handler that reads it once its client has gone', async () => {
    let read: Promise<string> | undefined;
    const { session } = await open(async (request) => {
      await new Promise((resolve) => request.signal.addEventListener('abort', resolve));
      read = request.text();
      return new Response('late');
    });
    await session.send(post('{"amount":7}'), options({ fault: { kind: 'close', at: { afterFlushMs: 50 } } }));
    await until(() => read !== undefined);
    expect(await read).toBe('{"amount":7}');
  });

  it.each(['close', 'reset'] as const)('should fail the reading of a body that ends in its middle with %s, and call that no error of the handler', async (kind) => {
    const failed: unknown[] = [];
    const { session, errors } = await open(async (request) => {
      try {
        return new Response(await request.text());
      } catch (error) {
        failed.push(error);
        throw error;
      }
    });
    await session.send(post('{"amount":7}'), options({ fault: { kind, at: 'mid-body' } }));
    await until(() => failed.length === 1);
    expect(failed).toEqual([expect.objectContaining({ name: 'AbortError' })]);
    expect(brief(await session.send(post(), options()))).toBe('ok 200');
    expect(errors).toEqual([]);
  });
});

describe('fetch: answers', () => {
  it('should add nothing but what HTTP/1.1 needs', async () => {
    const { session } = await open(() => new Response(new Uint8Array([1, 2]), { status: 201, statusText: 'Made', headers: { 'X-B': '2', 'X-A': '1' } }));
    const text = await spoken(session, 'GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n');
    expect(text.replace(/Date: .*\r\n/, '')).toBe('HTTP/1.1 201 Made\r\nx-a: 1\r\nx-b: 2\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n\u0001\u0002\r\n0\r\n\r\n');
  });

  it.each<[string, ResponseInit | undefined, string]>([
    ['no body', undefined, 'HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n'],
    ['no content', { status: 204 }, 'HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n'],
  ])('should answer with %s', async (_, init, whole) => {
    const { session } = await open(() => new Response(null, init));
    expect((await spoken(session, 'GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n')).replace(/Date: .*\r\n/, '')).toBe(whole);
  });

  it('should answer HEAD without the body, and stop what makes it', async () => {
    let cancelled = 0;
    const { session } = await open(() => new Response(new ReadableStream({ cancel: () => void (cancelled += 1) }), { headers: { 'Content-Length': '1000' } }));
    const completion = await session.send(post(null, { method: 'HEAD' }), options());
    expect(completion).toMatchObject({ response: { status: 200, headers: expect.arrayContaining([['content-length', '1000']]) } });
    await until(() => cancelled === 1);
  });

  it('should send what is there, head first, without waiting for the rest', async () => {
    let more: ReadableStreamDefaultController<Uint8Array> | undefined;
    const { session } = await open(() => new Response(new ReadableStream<Uint8Array>({ start: (controller) => void (more = controller) })));
    const sending = options();
    const attempt = session.send(post(), sending);
    await until(() => sending.events.includes('first-byte'));
    more?.enqueue(Buffer.from('one '));
    more?.enqueue(Buffer.from('two'));
    more?.close();
    expect(textOf(await attempt)).toBe('one two');
  });

  it('should stop a body that was only made after its client had gone', async () => {
    let cancelled = 0;
    const { session, errors } = await open(async (request) => {
      await new Promise((resolve) => request.signal.addEventListener('abort', resolve));
      return new Response(new ReadableStream({ cancel: () => void (cancelled += 1) }));
    });
    await session.send(post(), options({ fault: { kind: 'close', at: { afterFlushMs: 50 } } }));
    await until(() => cancelled === 1);
    expect(errors).toEqual([]);
  });

  it('should stop a body whose client has gone, and take no more of it than fits', async () => {
    let [pulled, cancelled] = [0, 0];
    const { session, errors } = await open(() => new Response(new ReadableStream({
      pull: (controller) => controller.enqueue(Buffer.alloc(100_000, (pulled += 1))),
      cancel: () => void (cancelled += 1),
    })));
    expect(brief(await session.send(post(), options({ maxResponseBytes: 1_000_000 })))).toBe('info too-large');
    await until(() => cancelled === 1);
    expect(pulled).toBeLessThan(1_000);
    expect(errors).toEqual([]);
  });
});

const thrown = (what: unknown) => (): never => {
  throw what;
};

const broken = (after: string): ReadableStream => new ReadableStream({
  start: (controller) => void (after !== '' && controller.enqueue(Buffer.from(after))),
  pull: (controller) => controller.error(new Error('secret: the body broke')),
});

describe('fetch: what goes wrong', () => {
  it.each<[string, () => unknown, unknown]>([
    ['throws', thrown(new Error('secret: at once')), new Error('secret: at once')],
    ['throws nothing', thrown(undefined), undefined],
    ['rejects', () => Promise.reject(new Error('secret: later')), new Error('secret: later')],
    ['returns nothing', () => undefined, new TypeError('The handler returned undefined, not a Response.')],
    ['returns null', () => null, new TypeError('The handler returned null, not a Response.')],
    ['returns a text', () => 'secret', new TypeError('The handler returned string, not a Response.')],
    ['returns an object', () => ({ secret: 1 }), new TypeError('The handler returned object, not a Response.')],
    ['returns an error', () => Response.error(), expect.any(RangeError)],
    ['returns a header that cannot be sent', () => new Response('secret', { headers: { 'X-Bad': 'a\u0001b' } }), expect.any(TypeError)],
    ['returns what cannot be read', () => new Response(broken('')), new Error('secret: the body broke')],
    ['returns what has been read', () => { const used = new Response('secret'); void used.text(); return used; }, expect.any(TypeError)],
    ['returns a body of texts', () => new Response(new ReadableStream({ start: (controller) => controller.enqueue({ secret: 1 } as never) })), expect.any(TypeError)],
  ])('should answer a bare 500 where the handler %s, and tell why', async (_, handler, why) => {
    const { session, errors } = await open(handler as FetchHandler);
    const completion = await session.send(post(), options());
    expect(brief(completion)).toBe('ok 500');
    expect(textOf(completion)).toBe('');
    expect(JSON.stringify(completion)).not.toContain('secret');
    expect(errors).toEqual([why]);
  });

  it('should break the answer off where its body does', async () => {
    const { session, errors } = await open(() => new Response(broken('half')));
    expect(brief(await session.send(post(), options()))).toBe('info closed');
    expect(errors).toEqual([new Error('secret: the body broke')]);
  });

  it.each([['5', 'abc'], ['2', 'abc'], ['2', '']])('should not let a Content-Length of %s stand before the body "%s"', async (length, body) => {
    const { session, errors } = await open(() => new Response(body === '' ? null : body, { headers: { 'Content-Length': length } }));
    expect(brief(await session.send(post(), options()))).toMatch(/^(info closed|ok 500)$/);
    expect(errors).toEqual([expect.objectContaining({ code: 'ERR_HTTP_CONTENT_LENGTH_MISMATCH' })]);
  });

  it.each([
    ['TRACE / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n', 'HTTP/1.1 400 Bad Request'],
    ['GET * HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n', 'HTTP/1.1 400 Bad Request'],
    ['GET / HTTP/1.1\r\nhost: a b\r\nconnection: close\r\n\r\n', 'HTTP/1.1 400 Bad Request'],
    ['GET / HTTP/1.1\r\nhost: a/b\r\nconnection: close\r\n\r\n', 'HTTP/1.1 400 Bad Request'],
    ['GET / HTTP/1.1\r\nconnection: close\r\n\r\n', 'HTTP/1.1 400 Bad Request'],
    ['GET http://b.test/c HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n', 'HTTP/1.1 200 OK'],
    ['GET / HTTP/1.1\r\nhost: a\r\nupgrade: websocket\r\nconnection: upgrade, close\r\n\r\n', 'HTTP/1.1 200 OK'],
    ['\u0000\u0001 garbage\r\n\r\n', 'HTTP/1.1 400 Bad Request'],
    ['CONNECT a:80 HTTP/1.1\r\nhost: a\r\n\r\n', ''],
  ])('should not hang on %j', async (bytes, status) => {
    const { session, errors } = await open((request) => new Response(request.url));
    expect(line(await spoken(session, bytes))).toBe(status);
    expect(errors).toEqual([]);
  });

  it('should end at once, whatever hangs in the handler', async () => {
    let begun = 0;
    const { session } = await open(() => new Promise(() => void (begun += 1)));
    const attempt = session.send(post(), options());
    await until(() => begun === 1);
    await session.close?.();
    expect(brief(await attempt)).toBe('info interrupted');
  });

  it('should say at once that the handler is none, and what would be right', () => {
    expect(() => fetchAdapter(undefined as never)).toThrow('The handler is a function (request) => response, not undefined.');
    expect(() => fetchAdapter({ fetch: () => new Response() } as never)).toThrow('not object. It has a fetch of its own: fetchAdapter((request) => app.fetch(request)).');
  });
});
