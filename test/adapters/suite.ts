// Over 200 lines: one suite, which every adapter passes as a whole.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Lane, Session, TimedFault } from '../../src/model/index.js';
import type { Seen } from './servers.js';
import { brief, get, options, pause, post, textOf, until } from './servers.js';

export type Handle = (request: IncomingMessage, body: Buffer, response: ServerResponse) => void;

/** An adapter under test: starts a target that behaves as told, and opens a session with it. */
export interface Harness {
  serve(handle: Handle): Promise<{ readonly session: Session; readonly seen: Seen }>;
}

export const echo: Handle = (request, body, response) => {
  response.setHeader('X-Method', request.method ?? '');
  response.setHeader('X-Key', request.headers['idempotency-key'] ?? '');
  response.end(body);
};

/** What every adapter does, whatever it is the way to. */
export function adapterSuite(name: string, harness: Harness): void {
  const serve = async (handle: Handle): Promise<{ readonly session: Session; readonly seen: Seen }> => {
    const served = await harness.serve(handle);
    onTestFinished(async () => served.session.close?.());
    return served;
  };

  describe(`${name}: sends`, () => {
    it('should deliver a request once and return its response', async () => {
      const { session, seen } = await serve(echo);
      const sending = options();
      const completion = await session.send(post('{"amount":7}'), sending);
      expect(textOf(completion)).toBe('{"amount":7}');
      expect(completion).toMatchObject({ response: { status: 200, headers: expect.arrayContaining([['x-method', 'POST'], ['x-key', 'k-1']]) } });
      expect(sending.events).toEqual(['sent', 'first-byte']);
      expect(seen.begun).toBe(1);
    });

    it('should take every status for an answer and follow no redirect', async () => {
      const { session, seen } = await serve((request, _, response) => response.writeHead(Number(request.url?.slice(1)), { location: '/elsewhere', 'retry-after': '1' }).end());
      for (const status of [200, 201, 204, 301, 302, 307, 308, 304, 400, 401, 409, 422, 429, 500, 503]) {
        expect(brief(await session.send(post('{}', { path: `/${status}` }), options()))).toBe(`ok ${status}`);
      }
      expect(seen.begun).toBe(15);
    });

    it('should send bodies of any size and methods of any kind', async () => {
      const { session } = await serve(echo);
      const large = Buffer.alloc(1_000_000, 'abc').toString();
      expect(textOf(await session.send(post(large), options({ maxResponseBytes: 2_000_000 })))).toBe(large);
      expect(textOf(await session.send(post(null), options()))).toBe('');
      for (const method of ['GET', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
        expect(textOf(await session.send(post('{"é":"☃"}', { method }), options())), method).toBe('{"é":"☃"}');
      }
      expect(textOf(await session.send(post(null, { method: 'HEAD' }), options()))).toBe('');
    });

    it('should end as info when no answer comes in time, and as interrupted when the kit ends', async () => {
      const { session, seen } = await serve(() => {});
      expect(brief(await session.send(post(), options({ timeoutMs: 400 })))).toBe('info timeout');
      const stop = new AbortController();
      const attempts = [1, 2, 3].map(() => session.send(post(), options({ signal: stop.signal })));
      await until(() => seen.whole === 4);
      stop.abort();
      expect((await Promise.all(attempts)).map(brief)).toEqual(Array(3).fill('info interrupted'));
      expect(brief(await session.send(post(), options({ signal: stop.signal })))).toBe('fail interrupted');
      await until(() => seen.unanswered === 4);
      expect(seen.begun).toBe(4);
    });

    it('should not read more of an answer than it was allowed', async () => {
      const { session } = await serve((_, __, response) => response.end(Buffer.alloc(5_000)));
      expect(brief(await session.send(post(), options({ maxResponseBytes: 4_999 })))).toBe('info too-large');
      expect(brief(await session.send(post(), options({ maxResponseBytes: 5_000 })))).toBe('ok 200');
    });

    it('should name an instance that there is none of', async () => {
      const { session } = await serve(echo);
      expect(brief(await session.send(post('{}', { instance: 9 }), options()))).toBe('fail other');
    });

    it('should end what is under way when it is closed, and send nothing afterwards', async () => {
      const { session, seen } = await serve(() => {});
      const attempt = session.send(post(), options());
      await until(() => seen.whole === 1);
      await session.close?.();
      expect(brief(await attempt)).toBe('info interrupted');
      expect(brief(await session.send(post(), options()))).toBe('fail interrupted');
      expect(seen.begun).toBe(1);
    });
  });

  raceSuite(name, serve);
  faultSuite(name, serve);
}

function raceSuite(name: string, serve: Harness['serve']): void {
  describe(`${name}: races`, () => {
    it.each<[Lane, number]>([['pooled', 2], ['pooled', 30], ['raw-body', 2], ['raw-body', 30], ['raw-headers', 2], ['raw-headers', 30]])('should overlap in the lane %s, %i at once', async (lane, count) => {
      const waiting: (() => void)[] = [];
      const { session, seen } = await serve((_, body, response) => {
        waiting.push(() => response.end(body));
        // Nobody is answered before all are there: it passes only if they truly overlap.
        if (waiting.length === count) for (const answer of waiting.splice(0)) answer();
      });
      if (!(session.racing?.lanes.includes(lane) ?? false)) return;
      for (let round = 1; round <= 3; round += 1) {
        const shots = Array.from({ length: count }, (_, index) => ({ request: post(`{"shot":${index}}`), options: options() }));
        const completions = await Promise.all(session.racing?.race(shots, lane) ?? []);
        expect(completions.map(textOf)).toEqual(shots.map((_, index) => `{"shot":${index}}`));
        expect(shots.map(({ options: { events } }) => events)).toEqual(shots.map(() => ['sent', 'first-byte']));
        expect(seen.begun).toBe(count * round);
      }
      expect(seen.most).toBe(count);
      // Warm connections were used again; the pool keeps one aside for a turn of the event loop after its answer.
      expect(seen.connections).toBeLessThanOrEqual(lane === 'pooled' ? 2 * count : count);
    });

    it.each<Lane>(['raw-body', 'raw-headers'])('should race requests without a body in the lane %s', async (lane) => {
      const { session, seen } = await serve(echo);
      if (!(session.racing?.lanes.includes(lane) ?? false)) return;
      const shots = [get('/a'), post(null), post(null, { method: 'DELETE' })].map((request) => ({ request, options: options() }));
      expect((await Promise.all(session.racing?.race(shots, lane) ?? [])).map(brief)).toEqual(['ok 200', 'ok 200', 'ok 200']);
      expect(seen.begun).toBe(3);
    });

    it('should let the others go where one cannot be sent', async () => {
      const { session, seen } = await serve(echo);
      if (session.racing === undefined) return;
      const hopeless = post('{}', { headers: [['Idempotency-Key', 'a\r\nb']] });
      for (const lane of session.racing.lanes) {
        const shots = [post(), hopeless, post()].map((request) => ({ request, options: options() }));
        expect((await Promise.all(session.racing.race(shots, lane))).map(brief), lane).toEqual(['ok 200', 'fail other', 'ok 200']);
      }
      expect(seen.begun).toBe(2 * session.racing.lanes.length);
    });

    it('should race attempts with faults beside those without', async () => {
      const { session, seen } = await serve(echo);
      if (session.racing === undefined || !(session.faults?.includes('close') ?? false)) return;
      const faults: (TimedFault | undefined)[] = [undefined, { kind: 'close', at: 'first-byte' }, { kind: 'request-lost' }, { kind: 'response-withheld' }];
      for (const lane of session.racing.lanes) {
        const shots = faults.map((fault) => ({ request: post(), options: options(fault === undefined ? {} : { fault }) }));
        expect((await Promise.all(session.racing.race(shots, lane))).map(brief), lane).toEqual(['ok 200', 'info fault', 'fail fault', 'ok 200']);
      }
      expect(seen.whole).toBe(3 * session.racing.lanes.length);
    });
  });
}

/** A fault, how the attempt must end, what was told, and how often the target gets the whole request. */
type FaultCase = readonly [TimedFault, string, readonly string[], number];

function stalled(ending: 'finish' | 'cut', stallMs: number): TimedFault {
  return { kind: 'body-stalled', ending, stallMs };
}

const FAULTS: readonly FaultCase[] = [
  [{ kind: 'request-lost' }, 'fail fault', ['fault'], 0],
  [{ kind: 'close', at: 'flush' }, 'info fault', ['sent', 'fault'], 1],
  [{ kind: 'close', at: 'first-byte' }, 'info fault', ['sent', 'first-byte', 'fault'], 1],
  [{ kind: 'close', at: 'mid-body' }, 'info fault', ['fault'], 0],
  [{ kind: 'close', at: 'mid-response' }, 'info fault', ['sent', 'first-byte', 'fault'], 1],
  [{ kind: 'close', at: { afterFlushMs: 30 } }, 'info fault', ['sent', 'fault'], 1],
  [{ kind: 'reset', at: 'first-byte' }, 'info fault', ['sent', 'first-byte', 'fault'], 1],
  [{ kind: 'reset', at: 'mid-body' }, 'info fault', ['fault'], 0],
  [{ kind: 'reset', at: 'mid-response' }, 'info fault', ['sent', 'first-byte', 'fault'], 1],
  [{ kind: 'reset', at: { afterFlushMs: 30 } }, 'info fault', ['sent', 'fault'], 1],
  [stalled('finish', 50), 'ok 200', ['fault', 'sent', 'first-byte'], 1],
  [stalled('cut', 50), 'info fault', ['fault'], 0],
  [{ kind: 'response-cut' }, 'info fault', ['sent', 'first-byte', 'fault'], 1],
  [{ kind: 'doubled' }, 'ok 200', ['fault', 'sent', 'first-byte'], 2],
  [{ kind: 'close', at: { afterFlushMs: 5_000 } }, 'ok 200', ['sent', 'first-byte'], 1],
];

function faultSuite(name: string, serve: Harness['serve']): void {
  describe(`${name}: faults`, () => {
    it.each(FAULTS)('should do %j', async (fault, ending, told, whole) => {
      // Slow enough for a fault some time after the flush to come before the answer.
      const { session, seen } = await serve((_, body, response) => setTimeout(() => response.end(body), 60));
      if (!(session.faults?.includes(fault.kind) ?? false)) return;
      const sending = options({ fault });
      const completion = await session.send(post('{"amount":1234567890}'), sending);
      expect(brief(completion)).toBe(ending);
      expect(sending.events).toEqual(told);
      await until(() => seen.whole === whole);
      if (whole === 0 && fault.kind !== 'request-lost') await until(() => seen.broken === 1);
      await pause(100);
      expect(seen.whole).toBe(whole);
    });

    it('should reset right after the flush, whether or not the target still reads the request', async () => {
      const { session, seen } = await serve(echo);
      if (!(session.faults?.includes('reset') ?? false)) return;
      const sending = options({ fault: { kind: 'reset', at: 'flush' } });
      expect(brief(await session.send(post(), sending))).toBe('info fault');
      expect(sending.events).toEqual(['sent', 'fault']);
      await pause(50);
      expect(seen.whole).toBeLessThanOrEqual(1);
    });

    it('should bound an attempt with a fault by its time and by the signal too', async () => {
      const { session } = await serve(() => {});
      const faults: TimedFault[] = [{ kind: 'close', at: 'first-byte' }, { kind: 'doubled' }, { kind: 'response-cut' }, stalled('finish', 5_000)];
      const possible = faults.filter(({ kind }) => session.faults?.includes(kind) ?? false);
      const timed = await Promise.all(possible.map((fault) => session.send(post(), options({ fault, timeoutMs: 400 }))));
      expect(timed.map(brief)).toEqual(possible.map(() => 'info timeout'));
      const interrupted = await Promise.all(possible.map((fault) => session.send(post(), options({ fault, signal: AbortSignal.timeout(400) }))));
      expect(interrupted.map(brief)).toEqual(possible.map(() => 'info interrupted'));
    });
  });
}
