import { properties } from '../../../properties/index.js';
import type { Found } from '../../../src/check/findings.js';
import { findingsStage } from '../../../src/check/findings.js';
import { createBench } from '../../../src/check/judging.js';
import type { Timing } from '../../../src/check/timing.js';
import { classify } from '../../../src/contracts/index.js';
import { drawPlan } from '../../../src/generate/index.js';
import type { Attempt, Finding, Plan } from '../../../src/model/index.js';
import { operationsOf } from '../../../src/model/index.js';
import type { Sightings } from '../../../src/run/judging.js';
import type { Rig } from '../../../src/run/rig.js';
import { neverSignal } from '../../../src/run/signals.js';
import keyIgnored from '../../zoo/planted/key-ignored.js';
import { refundsOf } from '../run/refunds.js';

const ONCE: Attempt = { id: 'a0', start: { kind: 'begin', durations: 0 } };
const TWICE: readonly Attempt[] = [ONCE, { id: 'a1', start: { kind: 'after', of: 'a0', pauseMs: 0 } }];

/** A server that ignores keys, what it did to a charge that was sent twice, and what it did to one that was sent once. */
export async function scene() {
  let server: Awaited<ReturnType<typeof keyIgnored.start>> | undefined;
  const { rig: hasty, context, run } = await refundsOf({ ...keyIgnored, start: async (...given) => (server = await keyIgnored.start(...given)) });
  // On a machine that is slow for a moment, an attempt that is given up would be retried, and so have two effects.
  const rig = { ...hasty, timeoutMs: 60_000 };
  const bench = createBench(properties, classify);
  const drawn = drawPlan({ seed: 1, climate: [], index: 0 }, context);
  const [operation] = operationsOf(drawn);
  if (operation === undefined) throw new Error('a plan has an operation');
  const planOf = (attempts: readonly Attempt[]): Plan => ({ ...drawn, steps: [{ kind: 'operation', operation: { ...operation, attempts } }] });
  const [once, twice] = [planOf([ONCE]), planOf(TWICE)];
  const [harmless, history] = [await run(once), await run(twice)];
  const failure = bench.rejudge(history).failures.find(({ property }) => property === 'single-effect');
  if (failure === undefined) throw new Error('the key is not ignored');
  let runs = 0;
  /** What comes of so many findings. `by` may be slower than the server, and `onRun` hears of each rerun that begins. */
  const findingsIn = (all: readonly Sightings[], timing: Timing, { by = rig, onRun = () => undefined }: { by?: Rig; onRun?: () => void } = {}): Promise<Found> =>
    findingsStage(
      {
        rig: by, context, bench, seed: 1, options: {}, timing,
        stop: neverSignal(),
        nextRun: () => {
          onRun();
          return { id: 'h', salt: `s${(runs += 1)}` };
        },
        onHistory: () => undefined,
        onViolation: () => undefined,
        onNote: () => undefined, onPhase: () => undefined,
      },
      { plans: 2, situations: new Map(), retained: [], firstFailureAtMs: 0, lost: undefined, sightings: new Map(all.map((each, index) => [String(index), each])) },
    );
  const nowMs = (): number => performance.now();
  const foundOf = (best: Sightings['best'], timeMs: number): Promise<Found> =>
    findingsIn([{ best, seen: best.length }], { nowMs, startedAtMs: nowMs(), endsAtMs: nowMs() + timeMs });
  const findingsOf = async (...given: Parameters<typeof foundOf>): Promise<readonly Finding[]> => (await foundOf(...given)).findings;
  return { rig, context, failure, once, twice, harmless, history, findingsIn, foundOf, findingsOf, shutDown: async () => server?.close() };
}
