import { describe, expect, it, onTestFinished } from 'vitest';
import { httpAdapter } from '../../adapters/index.js';
import { createResources } from '../../adapters/probes/resources.js';
import { createRig } from '../../src/check/session.js';
import { compileTarget } from '../../src/generate/index.js';
import type { Fault, History, HistoryEvent, Plan } from '../../src/model/index.js';
import { systemClock } from '../../src/run/clock.js';
import { execute } from '../../src/run/execute.js';
import { createGate } from '../../src/run/gate.js';
import { createPrincipals } from '../../src/run/principals.js';
import { neverSignal } from '../../src/run/signals.js';
import { CALIBRATION, CONTRACT, route, target } from '../unit/generate/fixture.js';
import type { Seen } from './seen.js';
import { httpServer, until } from './servers.js';

function planWith(fault: Fault): Plan {
  const attempts = [{ id: 'a0', start: { kind: 'begin', durations: 0 }, fault }] as const;
  return {
    address: { seed: 1, climate: [], index: 0 },
    lane: 'pooled',
    steps: [{ kind: 'operation', operation: { id: 0, key: { kind: 'fresh' }, route: 0, principal: 0, body: 0, draws: {}, attempts } }],
    crowd: [],
    disruptions: [],
  };
}

/** Executes a plan of one attempt with that fault. The target answers the attempt only where `answers`. */
async function executed(fault: Fault, answers: boolean): Promise<{ readonly history: History; readonly seen: Seen }> {
  const { origin, seen } = await httpServer((_, __, response) => {
    // Later requests are retries, which find the operation done.
    if (answers || seen.begun > 1) response.writeHead(201, { 'content-type': 'application/json' }).end('{"id":"ch_1","amount":1}');
  });
  const session = await httpAdapter({ instances: [origin] }).open();
  onTestFinished(() => session.close?.());
  const service = target({ instances: [origin], routes: [route({ bodies: ['{"amount":1,"reference":"{{nonce}}"}'], effects: [] })] });
  const rig = createRig({
    target: service,
    blueprint: compileTarget(service),
    session,
    gate: createGate({ maxRequests: 100, ratePerSecond: Infinity, clock: systemClock }),
    principals: createPrincipals(service.principals),
    resources: createResources(),
    contract: CONTRACT,
    calibration: { ...CALIBRATION, durationMs: 40, probes: [] },
    timeoutMs: 5_000,
    signal: neverSignal(),
  });
  return { history: await execute(planWith(fault), rig, { id: 'h1', salt: 's1' }), seen };
}

/** What the history has of one attempt, from the invocation to the end, without times and texts. */
function told({ events }: History, attempt: string): string[] {
  return events.flatMap((event: HistoryEvent) => {
    if (!('attempt' in event) || event.attempt !== attempt) return [];
    if (event.type !== 'complete') return [event.type];
    return [event.outcome === 'ok' ? `ok ${event.response?.status}${event.withheld === true ? ' withheld' : ''}` : `${event.outcome} ${event.reason}`];
  });
}

/** A fault; what the history has of its attempt; how often the attempt arrives whole; whether the target answers it. */
type Row = readonly [fault: Fault, told: readonly string[], whole: number, answers: boolean];

const CUT = ['invoke', 'sent', 'fault', 'info fault'];
const CUT_IN_ANSWER = ['invoke', 'sent', 'first-byte', 'fault', 'info fault'];
const CUT_IN_BODY = ['invoke', 'fault', 'info fault'];

const ROWS: readonly Row[] = [
  [{ kind: 'request-lost' }, ['invoke', 'fault', 'fail fault'], 0, true],
  [{ kind: 'response-withheld' }, ['invoke', 'sent', 'first-byte', 'ok 201 withheld'], 1, true],
  ...(['close', 'reset'] as const).flatMap((kind): Row[] => [
    [{ kind, at: { fraction: 0.5 } }, CUT, 1, false],
    [{ kind, at: 'first-byte' }, CUT_IN_ANSWER, 1, true],
    [{ kind, at: 'mid-response' }, CUT_IN_ANSWER, 1, true],
    [{ kind, at: 'mid-body' }, CUT_IN_BODY, 0, true],
  ]),
  [{ kind: 'close', at: 'flush' }, CUT, 1, false],
  [{ kind: 'body-stalled', ending: 'finish', durations: 1 }, ['invoke', 'fault', 'sent', 'first-byte', 'ok 201'], 1, true],
  [{ kind: 'body-stalled', ending: 'cut', durations: 1 }, CUT_IN_BODY, 0, true],
  [{ kind: 'response-cut' }, CUT_IN_ANSWER, 1, true],
  [{ kind: 'doubled' }, ['invoke', 'fault', 'sent', 'first-byte', 'ok 201'], 2, true],
];

describe('a history', () => {
  it.each(ROWS)('should have what %j did, as the target saw it', async (fault, expected, whole, answers) => {
    const { history, seen } = await executed(fault, answers);
    expect(told(history, 'a0')).toEqual(expected);
    expect(history.events.find(({ type }) => type === 'invoke')).toMatchObject({ attempt: 'a0', fault });
    // What else arrived are fair retries, which the history has too, without a fault.
    const retries = history.events.filter((event) => event.type === 'invoke' && event.phase !== 'plan');
    expect(retries.filter((event) => 'fault' in event)).toEqual([]);
    await until(() => seen.whole === whole + retries.length);
    expect(new Set(seen.bodies.filter((body) => body.endsWith('}'))).size).toBeLessThanOrEqual(1);
  });

  it('should have a reset right after the flush, whether or not it was still read', async () => {
    const { history, seen } = await executed({ kind: 'reset', at: 'flush' }, false);
    expect(told(history, 'a0')).toEqual(CUT);
    expect(seen.whole).toBeGreaterThanOrEqual(1);
  });
});
