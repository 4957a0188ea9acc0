import type { IncomingMessage } from 'node:http';
import { describe, expect, it, onTestFinished } from 'vitest';
import { httpAdapter } from '../../adapters/index.js';
import { piecesOf } from '../../adapters/http/framed.js';
import type { Framing, Session } from '../../src/model/index.js';
import { brief, httpServer, options, post, textOf } from './servers.js';

const BODY = `{"note":"${'n'.repeat(20_000)}"}`;
const FRAMINGS: readonly Framing[] = ['own-connection', 'split', 'chunked'];

interface Served {
  readonly session: Session;
  readonly requests: IncomingMessage[];
  /** Remote ports: one per connection. */
  readonly ports: Set<number>;
}

async function serve(): Promise<Served> {
  const requests: IncomingMessage[] = [];
  const ports = new Set<number>();
  const { origin } = await httpServer((request, body, response) => {
    requests.push(request);
    ports.add(request.socket.remotePort ?? 0);
    response.end(body);
  });
  const session = await httpAdapter({ instances: [origin] }).open();
  onTestFinished(() => session.close?.());
  return { session, requests, ports };
}

describe('a framing', () => {
  it.each(FRAMINGS)('%s should deliver the same request, once, and return its answer', async (framing) => {
    const { session, requests } = await serve();
    expect(session.framings).toEqual(FRAMINGS);
    const sending = options({ framing });
    expect(textOf(await session.send(post(BODY), sending))).toBe(BODY);
    expect(sending.events).toEqual(['sent', 'first-byte']);
    expect(requests).toHaveLength(1);
    expect(requests[0]?.headers).toMatchObject(framing === 'chunked' ? { 'transfer-encoding': 'chunked' } : { 'content-length': String(BODY.length) });
    expect(requests[0]?.headers['idempotency-key']).toBe('k-1');
  });

  it.each(FRAMINGS)('%s should use a connection of its own, which nobody else has used or uses again', async (framing) => {
    const { session, ports } = await serve();
    await session.send(post(BODY), options());
    const kept = ports.size;
    for (let times = 0; times < 3; times += 1) await session.send(post(BODY), options({ framing }));
    expect(ports.size).toBe(kept + 3);
  });

  it.each(FRAMINGS)('%s should be nothing new for a request without a body', async (framing) => {
    const { session, requests } = await serve();
    expect(textOf(await session.send(post(null), options({ framing })))).toBe('');
    expect(requests[0]?.headers['content-length']).toBe('0');
  });

  it('should leave what a fault does to the fault', async () => {
    const { session } = await serve();
    expect(brief(await session.send(post(BODY), options({ framing: 'chunked', fault: { kind: 'request-lost' } })))).toMatch(/fault$/);
  });

  it('should split a request into what makes it up', () => {
    const head = Buffer.from('POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\n\r\n');
    const request = { bytes: Buffer.concat([head, Buffer.from('abcde')]), headBytes: head.length };
    expect(piecesOf(request, 'split').map(String)).toEqual([head.toString().slice(0, 24), head.toString().slice(24), 'ab', 'cd', 'e']);
    expect(piecesOf(request, 'chunked').map(String)).toEqual(['POST / HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n', '2\r\nab\r\n', '2\r\ncd\r\n', '1\r\ne\r\n', '0\r\n\r\n']);
  });
});
