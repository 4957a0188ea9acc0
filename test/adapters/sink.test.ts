// Over 200 lines: each row is one thing that a service may do to its downstream, or the downstream to it.
import { connect } from 'node:net';
import { Agent, request as httpRequest } from 'node:http';
import { text } from 'node:stream/consumers';
import { describe, expect, it, onTestFinished } from 'vitest';

import { openSink, SinkError } from '../../adapters/sink/index.js';
import type { DownstreamKind, Sink, SinkCall, SinkListener, SinkTemplate } from '../../src/model/index.js';
import { until } from './servers.js';

const NONCE = 'rpabc123def456ghi789';
const TEMPLATE: SinkTemplate = { host: '127.0.0.1', port: 0, answer: { status: 200, body: '{"id":"{{id}}"}' }, keyHeader: 'idempotency-key' };

async function sinkFor(changes: Partial<SinkTemplate> = {}): Promise<Sink> {
  const sink = await openSink({ ...TEMPLATE, ...changes });
  onTestFinished(() => sink.close());
  sink.expect(NONCE);
  return sink;
}

interface Told {
  readonly calls: SinkCall[];
  readonly said: string[];
  release(): void;
}

/** A listener that does the same with every call, and writes down what it hears. */
function telling(sink: Sink, kind: DownstreamKind, held = false): Told {
  const told: { calls: SinkCall[]; said: string[]; release: () => void } = { calls: [], said: [], release: () => undefined };
  const listener: SinkListener = {
    decide: () => ({ act: { kind }, until: held ? new Promise<void>((resolve) => (told.release = resolve)) : Promise.resolve() }),
    began(one, effect, otherBody) {
      told.calls.push(one);
      told.said.push(otherBody ? `${effect}, other body` : effect);
    },
    ended: (_call, ending, status) => told.said.push(`${ending}${status === undefined ? '' : ` ${status}`}`),
  };
  sink.expect(NONCE, listener);
  return told;
}

interface Sent {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: { readonly [name: string]: string };
  readonly body?: string;
}

async function call({ url }: Sink, { method = 'POST', path = '/payments', headers = {}, body = `{"reference":"${NONCE}"}` }: Sent = {}): Promise<string> {
  const response = await fetch(`${url}${path}`, { method, headers, ...(method === 'GET' ? {} : { body }) }).catch(() => undefined);
  return response === undefined ? 'no answer' : `${response.status} ${await response.text()}`;
}

describe('a call that is known', () => {
  it.each<[string, string, string]>([
    ['the same body', `{"amount":1,"reference":"${NONCE}"}`, 'again'],
    ['its members in another order', `{"reference":"${NONCE}","amount":1}`, 'again'],
    ['another body', `{"amount":2,"reference":"${NONCE}"}`, 'again, other body'],
  ])('should be told with %s', async (_which, body, said) => {
    const sink = await sinkFor();
    const told = telling(sink, 'answer');
    const headers = { 'idempotency-key': 'k1' };
    await call(sink, { headers, body: `{"amount":1,"reference":"${NONCE}"}` });
    await call(sink, { headers, body });
    expect(told.said.filter((each) => !each.startsWith('answered'))).toEqual(['applied', said]);
    expect(told.calls.map(({ id }) => sink.keyOf(id))).toEqual(['k1', 'k1']);
  });
});

describe('whose call it is', () => {
  it.each<[string, Sent]>([
    ['in the body', {}],
    ['in the query', { path: `/payments?ref=${NONCE}`, body: '' }],
    ['in the path', { path: `/payments/order-${NONCE}/capture`, body: '' }],
    ['in a header', { headers: { 'x-reference': NONCE }, body: '' }],
    ['in a form', { body: `amount=5&metadata%5Breference%5D=${NONCE}` }],
    ['in capitals', { body: NONCE.toUpperCase() }],
    ['glued to other words', { body: `{"reference":"shop${NONCE}x"}` }],
  ])('should be known by a nonce %s', async (_where, sent) => {
    const sink = await sinkFor();
    expect(await call(sink, sent)).toMatch(/^200 /);
    expect([sink.effectsOf(NONCE), sink.callsOf(NONCE), sink.strangers.count]).toEqual([1, 1, 0]);
  });

  it('should not be guessed: what has no nonce that is known is answered, and counts for nobody', async () => {
    const sink = await sinkFor();
    expect(await call(sink, { path: '/health?token=s3cret', body: NONCE.slice(0, -1) })).toMatch(/^200 /);
    expect(sink.strangers).toEqual({ count: 1, last: 'POST /health' });
    expect(sink.effectsOf(NONCE)).toBe(0);
  });
});

describe('what is one effect', () => {
  const key = { 'idempotency-key': 'k1' };

  it('should be calls with one key, which get one answer', async () => {
    const sink = await sinkFor();
    const [first, again, other] = [await call(sink, { headers: key }), await call(sink, { headers: key }), await call(sink, { headers: { 'idempotency-key': 'k2' } })];
    expect(again).toBe(first);
    expect(other).not.toBe(first);
    expect(sink.effectsOf(NONCE)).toBe(2);
  });

  it('should be known by another header where that is named', async () => {
    const sink = await sinkFor({ keyHeader: 'x-request-id' });
    for (const _ of [1, 2]) await call(sink, { headers: { 'X-Request-Id': 'r1' } });
    expect(sink.effectsOf(NONCE)).toBe(1);
  });

  it('should be two on two paths, since these may be two services', async () => {
    const sink = await sinkFor();
    for (const path of ['/payments', '/mails', '/mails?x=1']) await call(sink, { path, headers: key });
    expect(sink.effectsOf(NONCE)).toBe(2);
  });

  it('should be one for each call without a key, but for PUT and DELETE', async () => {
    const sink = await sinkFor();
    for (const _ of [1, 2]) await call(sink);
    for (const _ of [1, 2]) await call(sink, { method: 'PUT', path: '/payments/1' });
    expect(sink.effectsOf(NONCE)).toBe(3);
  });

  it('should be none where something is only asked', async () => {
    const sink = await sinkFor();
    expect(await call(sink, { method: 'GET', path: `/payments?ref=${NONCE}` })).toMatch(/^200 /);
    expect([sink.effectsOf(NONCE), sink.callsOf(NONCE)]).toEqual([0, 0]);
  });
});

describe('what becomes of a call', () => {
  it.each<[DownstreamKind, RegExp, number, string[]]>([
    ['answer', /^200 \{"id":"sink_/, 1, ['applied', 'answered 200']],
    ['fail-before', /^503 /, 0, ['none', 'failed 503']],
    ['fail-after', /^500 /, 1, ['applied', 'failed 500']],
    ['lose-before', /^no answer$/, 0, ['none', 'reset']],
    ['lose-after', /^no answer$/, 1, ['applied', 'reset']],
  ])('should be %s', async (kind, answer, effects, said) => {
    const sink = await sinkFor();
    const told = telling(sink, kind);
    expect(await call(sink)).toMatch(answer);
    expect(sink.effectsOf(NONCE)).toBe(effects);
    expect(told.said).toEqual(said);
  });

  it('should be the answer of before for a key whose answer was lost', async () => {
    const sink = await sinkFor();
    telling(sink, 'lose-after');
    await call(sink, { headers: { 'idempotency-key': 'k1' } });
    const told = telling(sink, 'answer');
    expect(await call(sink, { headers: { 'idempotency-key': 'k1' } })).toMatch(/^200 \{"id":"sink_/);
    expect([sink.effectsOf(NONCE), told.said[0]]).toEqual([1, 'again']);
  });

  it('should be applied while it is held', async () => {
    const sink = await sinkFor();
    const told = telling(sink, 'answer', true);
    const answer = call(sink);
    await until(() => told.said.includes('applied'));
    expect([sink.effectsOf(NONCE), told.said]).toEqual([1, ['applied']]);
    told.release();
    expect(await answer).toMatch(/^200 /);
  });

  it('should be told where the service gives up meanwhile', async () => {
    const sink = await sinkFor();
    const told = telling(sink, 'answer', true);
    const leave = new AbortController();
    const answer = fetch(`${sink.url}/payments`, { method: 'POST', body: NONCE, signal: leave.signal }).catch(() => 'left');
    await until(() => told.said.length > 0);
    leave.abort();
    expect(await answer).toBe('left');
    await until(() => told.said.includes('given-up'));
  });

  it('should be heard of by nobody once it was let go, and be counted all the same', async () => {
    const sink = await sinkFor();
    const told = telling(sink, 'fail-before');
    sink.release(NONCE);
    expect(await call(sink)).toMatch(/^200 /);
    expect([told.said, sink.effectsOf(NONCE)]).toEqual([[], 1]);
  });

  it('should never hand on the credentials that it carries', async () => {
    const sink = await sinkFor();
    const told = telling(sink, 'answer');
    await call(sink, { headers: { authorization: 'Bearer provider-secret-1' }, body: `{"reference":"${NONCE}","card":"4242424242424242"}` });
    expect(JSON.stringify(told.calls)).not.toMatch(/secret|4242/);
  });
});

describe('the answer', () => {
  it('should be filled in', async () => {
    const sink = await sinkFor({ answer: { status: 201, body: '{"for":"{{nonce}}","amount":{{request /amount}},"note":"{{request /note}}","none":{{request /x}}}' } });
    expect(await call(sink, { body: JSON.stringify({ reference: NONCE, amount: 5, note: 'a "b"' }) })).toBe(`201 {"for":"${NONCE}","amount":5,"note":"a \\"b\\"","none":null}`);
  });

  it('should be without a body where there is none', async () => {
    const sink = await sinkFor({ answer: { status: 204, body: '' } });
    expect(await call(sink)).toBe('204 ');
  });
});

describe('a service that does not behave', () => {
  it('should not fill the memory with a body that has no end', async () => {
    const sink = await sinkFor();
    const socket = connect(Number(new URL(sink.url).port), '127.0.0.1');
    let over = false;
    socket.on('error', () => undefined).on('close', () => (over = true));
    socket.write('POST /payments HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n');
    const chunk = `${(65_536).toString(16)}\r\n${'x'.repeat(65_536)}\r\n`;
    const more = setInterval(() => socket.write(chunk), 1);
    onTestFinished(() => clearInterval(more));
    await until(() => over);
    expect(await call(sink)).toMatch(/^200 /);
  });

  it.each(['\0\u0001\u0002 nonsense\r\n\r\n', 'POST / HTTP/9\r\n\r\n', `POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n${NONCE.slice(0, 3)}`])('should outlive %j', async (bytes) => {
    const sink = await sinkFor();
    const socket = connect(Number(new URL(sink.url).port), '127.0.0.1');
    socket.on('error', () => undefined);
    socket.end(bytes);
    await until(() => socket.destroyed);
    expect(await call(sink)).toMatch(/^200 /);
    expect(sink.effectsOf(NONCE)).toBe(1);
  });

  it('should not keep it from closing with connections that it leaves open', async () => {
    const sink = await openSink(TEMPLATE);
    const agent = new Agent({ keepAlive: true });
    onTestFinished(() => agent.destroy());
    await new Promise((resolve) => {
      httpRequest(sink.url, { agent, method: 'POST' }, (response) => void text(response).then(resolve)).end(NONCE);
    });
    await sink.close();
    await expect(fetch(sink.url)).rejects.toThrow('fetch failed');
  });
});

describe('where it listens', () => {
  it('should be on loopback, at the port that is named', async () => {
    expect((await sinkFor()).url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  });

  it('should say that a port is in use', async () => {
    const { url } = await sinkFor();
    await expect(openSink({ ...TEMPLATE, port: Number(new URL(url).port) })).rejects.toThrow(SinkError);
    await expect(openSink({ ...TEMPLATE, port: Number(new URL(url).port) })).rejects.toMatchObject({ message: expect.stringMatching(/^--sink 127\.0\.0\.1:\d+: something listens there already$/) });
  });

  it('should say that an address is not this machine’s', async () => {
    await expect(openSink({ ...TEMPLATE, host: '192.0.2.1' })).rejects.toMatchObject({ message: expect.stringContaining('this machine has no such address') });
  });
});
