import { describe, expect, it } from 'vitest';
import type { FaultKind, TimedFault } from '../../../src/model/index.js';
import { brief, options, pause, post, until } from '../servers.js';
import type { Harness } from './harness.js';
import { echo } from './harness.js';

/** A fault, and what both ends of it see. */
interface FaultCase {
  readonly fault: TimedFault;
  /** How the attempt ends, and what was told meanwhile. */
  readonly ending: string;
  readonly told: readonly string[];
  /** What of the body arrives at the target, once for each delivery. */
  readonly arrives: readonly ('whole' | 'half')[];
  /** How the target's connections end. Node may take a reset for an end where it comes together with the bytes before it. */
  readonly ends: readonly End[];
  /** Answers that the target finishes. Where it is none, the target never answers. */
  readonly answered: number;
}

type End = 'FIN' | 'RST' | 'FIN or RST';

const BODY = '{"amount":1234567890}';
const HALF = BODY.slice(0, Math.floor(BODY.length / 2));

const CASES: readonly FaultCase[] = [
  { fault: { kind: 'request-lost' }, ending: 'fail fault', told: ['fault'], arrives: [], ends: [], answered: 0 },
  { fault: { kind: 'response-withheld' }, ending: 'ok 200', told: ['sent', 'first-byte'], arrives: ['whole'], ends: [], answered: 1 },
  { fault: { kind: 'close', at: 'flush' }, ending: 'info fault', told: ['sent', 'fault'], arrives: ['whole'], ends: ['FIN'], answered: 0 },
  { fault: { kind: 'close', at: { afterFlushMs: 20 } }, ending: 'info fault', told: ['sent', 'fault'], arrives: ['whole'], ends: ['FIN'], answered: 0 },
  { fault: { kind: 'close', at: { afterFlushMs: 5_000 } }, ending: 'ok 200', told: ['sent', 'first-byte'], arrives: ['whole'], ends: ['FIN'], answered: 1 },
  { fault: { kind: 'reset', at: { afterFlushMs: 20 } }, ending: 'info fault', told: ['sent', 'fault'], arrives: ['whole'], ends: ['RST'], answered: 0 },
  ...both('first-byte', ['sent', 'first-byte', 'fault'], 'whole', 1),
  ...both('mid-response', ['sent', 'first-byte', 'fault'], 'whole', 1),
  ...both('mid-body', ['fault'], 'half', 0),
  { fault: { kind: 'body-stalled', ending: 'finish', stallMs: 50 }, ending: 'ok 200', told: ['fault', 'sent', 'first-byte'], arrives: ['whole'], ends: ['FIN'], answered: 1 },
  { fault: { kind: 'body-stalled', ending: 'cut', stallMs: 50 }, ending: 'info fault', told: ['fault'], arrives: ['half'], ends: ['FIN'], answered: 0 },
  { fault: { kind: 'response-cut' }, ending: 'info fault', told: ['sent', 'first-byte', 'fault'], arrives: ['whole'], ends: ['RST'], answered: 1 },
  { fault: { kind: 'doubled' }, ending: 'ok 200', told: ['fault', 'sent', 'first-byte'], arrives: ['whole', 'whole'], ends: ['FIN', 'FIN'], answered: 2 },
];

function both(at: 'first-byte' | 'mid-response' | 'mid-body', told: readonly string[], arrives: 'whole' | 'half', answered: number): FaultCase[] {
  const rest = { ending: 'info fault', told, arrives: [arrives], answered };
  return [{ fault: { kind: 'close', at }, ends: ['FIN'], ...rest }, { fault: { kind: 'reset', at }, ends: [at === 'mid-body' ? 'FIN or RST' : 'RST'], ...rest }];
}

const IN_MID_RESPONSE: readonly TimedFault[] = [{ kind: 'close', at: 'mid-response' }, { kind: 'reset', at: 'mid-response' }, { kind: 'response-cut' }];

const BOUNDED: readonly TimedFault[] = [{ kind: 'close', at: 'first-byte' }, { kind: 'doubled' }, { kind: 'response-cut' }, { kind: 'body-stalled', ending: 'finish', stallMs: 5_000 }];

/** What the network does to an attempt, as told by the adapter and as seen by the target. */
export function faultSuite(name: string, { serve, faults, connected = true }: Harness): void {
  /** What is cut where there is no reset is closed. */
  const endOf = (end: End) => expect.stringMatching(end === 'FIN' || faults.includes('reset') ? `^(${end.replace(' or ', '|')})$` : '^FIN$') as string;
  const only = (kind: FaultKind): FaultKind[] => faults.filter((each) => each === kind);
  const can = ({ kind }: TimedFault): boolean => faults.includes(kind);

  if (faults.length === 0) return;
  describe(`${name}: faults`, () => {
    it.each(CASES.filter(({ fault }) => can(fault)))('should do $fault', async ({ fault, ending, told, arrives, ends, answered }) => {
      const { session, seen } = await serve(({ body }, answer) => answered > 0 && answer({ body }));
      const sending = options({ fault });
      const completion = await session.send(post(BODY), sending);
      expect(brief(completion)).toBe(ending);
      expect(sending.events).toEqual(told);
      const whole = arrives.filter((what) => what === 'whole').length;
      await until(() => seen.whole === whole && seen.broken === arrives.length - whole && seen.answered + seen.unanswered === whole);
      if (connected) await until(() => seen.ends.length === ends.length);
      // Whatever else comes would have come by now.
      await pause(100);
      expect(seen).toMatchObject({ begun: arrives.length, whole, answered, unanswered: whole - answered, bodies: arrives.map((what) => (what === 'whole' ? BODY : HALF)) });
      expect(seen.ends).toEqual(connected ? ends.map(endOf) : []);
    });

    it.each(only('reset'))('should %s right after the flush, whether or not the target still reads the request', async () => {
      const { session, seen } = await serve(echo);
      const sending = options({ fault: { kind: 'reset', at: 'flush' } });
      expect(brief(await session.send(post(), sending))).toBe('info fault');
      expect(sending.events).toEqual(['sent', 'fault']);
      // A connection that was reset before it was accepted is never seen.
      await pause(50);
      expect(seen.whole).toBeLessThanOrEqual(1);
      expect(seen.ends).toEqual(Array(seen.connections).fill(expect.stringMatching(/^(FIN|RST|EPIPE)$/)));
    });

    it.each(IN_MID_RESPONSE.filter(can))('should do %j while the answer is still under way', async (fault) => {
      const { session, seen } = await serve((_, answer) => answer({ headers: [['Content-Length', '20']], body: 'fifteen of 20 b', unfinished: true }));
      const sending = options({ fault });
      expect(brief(await session.send(post(), sending))).toBe('info fault');
      expect(sending.events).toEqual(['sent', 'first-byte', 'fault']);
      await until(() => seen.unanswered === 1);
      expect(seen).toMatchObject({ whole: 1, answered: 0, ends: [endOf(fault.kind === 'close' ? 'FIN' : 'RST')] });
    });

    it.each(only('body-stalled'))('should hold the body back in its middle where it is %s', async () => {
      const { session, seen } = await serve(echo);
      const sending = options({ fault: { kind: 'body-stalled', ending: 'finish', stallMs: 1_000 } });
      const attempt = session.send(post(BODY), sending);
      await until(() => seen.bodies[0] === HALF);
      expect(sending.events).toEqual(['fault']);
      expect(brief(await attempt)).toBe('ok 200');
      expect(seen.bodies).toEqual([BODY]);
    });

    it.each(only('doubled'))('should deliver a %s request on two connections at once', async () => {
      const waiting: (() => void)[] = [];
      const { session, seen } = await serve(({ headers, body }, answer) => {
        waiting.push(() => answer({ body: `${headers['idempotency-key']} ${body.toString()}` }));
        // Neither is answered before both are there.
        if (waiting.length === 2) for (const answerOne of waiting) answerOne();
      });
      expect(brief(await session.send(post(BODY), options({ fault: { kind: 'doubled' } })))).toBe('ok 200');
      await until(() => seen.answered === 2);
      expect(seen).toMatchObject({ most: 2, bodies: [BODY, BODY] });
      expect(seen.connections).toBe(connected ? 2 : 0);
    });

    it('should bound an attempt with a fault by its time and by the signal too', async () => {
      const { session } = await serve(() => {});
      const possible = BOUNDED.filter(can);
      const timed = await Promise.all(possible.map((fault) => session.send(post(), options({ fault, timeoutMs: 400 }))));
      expect(timed.map(brief)).toEqual(possible.map(() => 'info timeout'));
      const interrupted = await Promise.all(possible.map((fault) => session.send(post(), options({ fault, signal: AbortSignal.timeout(400) }))));
      expect(interrupted.map(brief)).toEqual(possible.map(() => 'info interrupted'));
    });
  });
}
