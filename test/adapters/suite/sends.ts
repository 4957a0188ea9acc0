import { describe, expect, it } from 'vitest';
import { brief, options, post, textOf, until } from '../servers.js';
import type { Harness } from './harness.js';
import { echo } from './harness.js';

/** One attempt at a time. */
export function sendSuite(name: string, { serve, lanes, faults, framings, bodiless = [], connected = true }: Harness): void {
  describe(`${name}: sends`, () => {
    it('should offer what it can do', async () => {
      const { session } = await serve(echo);
      expect(session.racing?.lanes ?? []).toEqual(lanes);
      expect([...(session.faults ?? [])].toSorted()).toEqual(faults.toSorted());
      expect(session.framings ?? []).toEqual(framings);
    });

    it('should deliver a request once and return its response', async () => {
      const { session, seen } = await serve(echo);
      const sending = options();
      const completion = await session.send(post('{"amount":7}'), sending);
      expect(textOf(completion)).toBe('{"amount":7}');
      expect(completion).toMatchObject({ response: { status: 200, headers: expect.arrayContaining([['x-method', 'POST'], ['x-key', 'k-1']]) } });
      expect(sending.events).toEqual(['sent', 'first-byte']);
      expect(seen).toMatchObject({ begun: 1, whole: 1, bodies: ['{"amount":7}'] });
    });

    it.each(framings)('should deliver the same request in the framing %s', async (framing) => {
      const { session, seen } = await serve(echo);
      const sending = options({ framing });
      expect(textOf(await session.send(post('{"amount":7}'), sending))).toBe('{"amount":7}');
      expect(sending.events).toEqual(['sent', 'first-byte']);
      expect(seen).toMatchObject({ begun: 1, whole: 1, bodies: ['{"amount":7}'] });
    });

    it('should take every status for an answer and follow no redirect', async () => {
      const { session, seen } = await serve(({ path }, answer) => answer({ status: Number(path.slice(1)), headers: [['location', '/elsewhere'], ['retry-after', '1']] }));
      for (const status of [200, 201, 204, 301, 302, 307, 308, 304, 400, 401, 409, 422, 429, 500, 503]) {
        expect(brief(await session.send(post('{}', { path: `/${status}` }), options()))).toBe(`ok ${status}`);
      }
      expect(seen.begun).toBe(15);
    });

    it('should keep a header that is repeated', async () => {
      const { session } = await serve((_, answer) => answer({ status: 201, headers: [['Set-Cookie', 'a=1; Path=/'], ['X-B', '2'], ['Set-Cookie', 'c=3']] }));
      const completion = await session.send(post(), options());
      const headers = completion.outcome === 'ok' ? completion.response.headers : [];
      expect(headers.filter(([each]) => each === 'set-cookie')).toEqual([['set-cookie', 'a=1; Path=/'], ['set-cookie', 'c=3']]);
      expect(headers).toContainEqual(['x-b', '2']);
    });

    it('should send bodies of any size and methods of any kind', async () => {
      const { session } = await serve(echo);
      const large = Buffer.alloc(1_000_000, 'abc').toString();
      expect(textOf(await session.send(post(large), options({ maxResponseBytes: 2_000_000 })))).toBe(large);
      expect(textOf(await session.send(post(null), options()))).toBe('');
      for (const method of ['GET', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
        const completion = await session.send(post('{"é":"☃"}', { method }), options());
        expect(textOf(completion), method).toBe(bodiless.includes(method) ? '' : '{"é":"☃"}');
        expect(completion).toMatchObject({ response: { headers: expect.arrayContaining([['x-method', method]]) } });
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
      await until(() => seen.unanswered === (connected ? 4 : 0));
      expect(seen.begun).toBe(4);
    });

    it('should not read more of an answer than it was allowed', async () => {
      const { session } = await serve((_, answer) => answer({ body: Buffer.alloc(5_000) }));
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
      await session.close?.();
      expect(seen.begun).toBe(1);
    });
  });
}
