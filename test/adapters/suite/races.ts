import { describe, expect, it } from 'vitest';
import type { TimedFault } from '../../../src/model/index.js';
import { brief, get, options, post, textOf } from '../servers.js';
import type { Harness } from './harness.js';
import { echo } from './harness.js';

/** Several attempts at once. */
export function raceSuite(name: string, { serve, lanes, spoken = lanes, faults }: Pick<Harness, 'serve' | 'lanes' | 'spoken' | 'faults'>): void {
  describe.each(spoken)(`${name}: races in the lane %s`, (lane) => {
    it.each([2, 30])('should overlap, %i at once', async (count) => {
      const waiting: (() => void)[] = [];
      const { session, seen } = await serve(({ body }, answer) => {
        waiting.push(() => answer({ body }));
        // Nobody is answered before all are there: it passes only if they truly overlap.
        if (waiting.length === count) for (const answerOne of waiting.splice(0)) answerOne();
      });
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

    it('should race requests without a body', async () => {
      const { session, seen } = await serve(echo);
      const shots = [get('/a'), post(null), post(null, { method: 'DELETE' })].map((request) => ({ request, options: options() }));
      expect((await Promise.all(session.racing?.race(shots, lane) ?? [])).map(brief)).toEqual(['ok 200', 'ok 200', 'ok 200']);
      expect(seen.begun).toBe(3);
    });

    it('should let the others go where one cannot be sent', async () => {
      const { session, seen } = await serve(echo);
      const hopeless = post('{}', { headers: [['Idempotency-Key', 'a\r\nb']] });
      const shots = [post(), hopeless, post()].map((request) => ({ request, options: options() }));
      expect((await Promise.all(session.racing?.race(shots, lane) ?? [])).map(brief)).toEqual(['ok 200', 'fail other', 'ok 200']);
      expect(seen.begun).toBe(2);
    });

    it.each(faults.filter((kind) => kind === 'close'))('should race attempts with a fault such as %s beside those without', async () => {
      const { session, seen } = await serve(echo);
      const planned: (TimedFault | undefined)[] = [undefined, { kind: 'close', at: 'first-byte' }, { kind: 'request-lost' }, { kind: 'response-withheld' }];
      const shots = planned.map((fault) => ({ request: post(), options: options(fault === undefined ? {} : { fault }) }));
      expect((await Promise.all(session.racing?.race(shots, lane) ?? [])).map(brief)).toEqual(['ok 200', 'info fault', 'fail fault', 'ok 200']);
      expect(seen.whole).toBe(3);
    });
  });
}
