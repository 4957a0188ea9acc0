import { describe, expect, it } from 'vitest';

import { properties } from '../../../properties/index.js';
import { createBench } from '../../../src/check/judging.js';
import { findingsStage } from '../../../src/check/findings.js';
import { classify } from '../../../src/contracts/index.js';
import { drawPlan } from '../../../src/generate/index.js';
import type { Attempt, Finding, Plan } from '../../../src/model/index.js';
import { operationsOf } from '../../../src/model/index.js';
import type { Sighting } from '../../../src/run/judging.js';
import { neverSignal } from '../../../src/run/signals.js';
import keyIgnored from '../../zoo/planted/key-ignored.js';
import { refundsOf } from '../run/refunds.js';

const ONCE: Attempt = { id: 'a0', start: { kind: 'begin', durations: 0 } };
const TWICE: readonly Attempt[] = [ONCE, { id: 'a1', start: { kind: 'after', of: 'a0', pauseMs: 0 } }];

/** A server that ignores keys, what it did to a charge that was sent twice, and what it did to one that was sent once. */
async function scene() {
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
  const nowMs = (): number => performance.now();
  let runs = 0;
  const findingsOf = (best: readonly [Sighting, ...Sighting[]], timeMs: number): Promise<readonly Finding[]> =>
    findingsStage(
      {
        rig, context, bench, seed: 1, options: {},
        timing: { nowMs, startedAtMs: nowMs(), endsAtMs: nowMs() + timeMs },
        stop: neverSignal(),
        nextRun: () => ({ id: 'h', salt: `s${(runs += 1)}` }),
        onHistory: () => undefined,
        onViolation: () => undefined,
        onNote: () => undefined, onPhase: () => undefined,
      },
      { plans: 2, situations: new Map(), retained: [], firstFailureAtMs: 0, lost: undefined, sightings: new Map([['single-effect/second-effect', { best, seen: best.length }]]) },
    );
  return { failure, once, twice, harmless, history, findingsOf, shutDown: async () => server?.close() };
}

describe('findings', { timeout: 60_000 }, () => {
  it('should run a larger plan again where the smallest one had failed by a chance that does not come again', async () => {
    const { failure, once, twice, history, findingsOf } = await scene();
    // A history that was made by what ran beside it: one attempt can never have two effects here.
    const lucky: Sighting = { failure, plan: once, history, late: false };
    const sure: Sighting = { failure, plan: twice, history, late: false };
    const [finding] = await findingsOf([lucky, sure], 45_000);
    expect(finding).toMatchObject({ property: 'single-effect', seen: 2, reproduction: { runs: 20, failures: 20, minimal: true } });
  });

  it('should report what a larger plan has shown where the violation of the smallest one is gone and none fails again', async () => {
    const { failure, once, harmless, history, findingsOf } = await scene();
    const gone: Sighting = { failure, plan: once, history: harmless, late: false };
    const standing: Sighting = { failure, plan: once, history, late: false };
    const findings = await findingsOf([gone, standing], 500);
    expect(findings).toMatchObject([{ property: 'single-effect', seen: 2, reproduction: { failures: 0 } }]);
    expect(findings[0]?.history).toBe(history);
  });

  it('should count no rerun against a target that has gone', async () => {
    const { failure, twice, history, findingsOf, shutDown } = await scene();
    await shutDown();
    const findings = await findingsOf([{ failure, plan: twice, history, late: false }], 2_000);
    expect(findings).toMatchObject([{ property: 'single-effect', reproduction: { runs: 0, failures: 0, minimal: false } }]);
  });

  it('should report nothing where what was missing has turned up in every plan', async () => {
    const { failure, once, harmless, findingsOf } = await scene();
    const gone: Sighting = { failure, plan: once, history: harmless, late: false };
    expect(await findingsOf([gone, gone], 500)).toEqual([]);
  });
});
