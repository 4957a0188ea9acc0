import { expect, it } from 'vitest';

import { properties } from '../../../properties/index.js';
import { createBench } from '../../../src/check/judging.js';
import { findingsStage } from '../../../src/check/findings.js';
import { classify } from '../../../src/contracts/index.js';
import { drawPlan } from '../../../src/generate/index.js';
import type { Attempt, Plan } from '../../../src/model/index.js';
import { operationsOf } from '../../../src/model/index.js';
import type { Sighting } from '../../../src/run/judging.js';
import { neverSignal } from '../../../src/run/signals.js';
import keyIgnored from '../../zoo/planted/key-ignored.js';
import { refundsOf } from '../run/refunds.js';

const ONCE: Attempt = { id: 'a0', start: { kind: 'begin', durations: 0 } };
const TWICE: readonly Attempt[] = [ONCE, { id: 'a1', start: { kind: 'after', of: 'a0', pauseMs: 0 } }];

it('should run a larger plan again where the smallest one had failed by a chance that does not come again', async () => {
  const { rig, context, run } = await refundsOf(keyIgnored);
  const bench = createBench(properties, classify);
  const drawn = drawPlan({ seed: 1, climate: [], index: 0 }, context);
  const [operation] = operationsOf(drawn);
  if (operation === undefined) throw new Error('a plan has an operation');
  const planOf = (attempts: readonly Attempt[]): Plan => ({ ...drawn, steps: [{ kind: 'operation', operation: { ...operation, attempts } }] });
  const history = await run(planOf(TWICE));
  const failure = bench.rejudge(history).failures.find(({ property }) => property === 'single-effect');
  if (failure === undefined) throw new Error('the key is not ignored');
  // A history that was made by what ran beside it: one attempt can never have two effects here.
  const lucky: Sighting = { failure, plan: planOf([ONCE]), history, late: false };
  const sure: Sighting = { failure, plan: planOf(TWICE), history, late: false };
  const nowMs = (): number => performance.now();
  const [finding] = await findingsStage(
    {
      rig, context, bench, seed: 1, options: {},
      timing: { nowMs, startedAtMs: nowMs(), endsAtMs: nowMs() + 30_000 },
      stop: neverSignal(),
      nextRun: () => ({ id: 'h', salt: String(Math.round(nowMs() * 1_000_000)) }),
      onHistory: () => undefined,
      onViolation: () => undefined,
      onPhase: () => undefined,
    },
    {
      plans: 2, situations: new Map(), retained: [], firstFailureAtMs: 0, lost: undefined,
      sightings: new Map([['single-effect/second-effect', { best: [lucky, sure], seen: 2 }]]),
    },
  );
  expect(finding).toMatchObject({ property: 'single-effect', seen: 2, reproduction: { runs: 20, failures: 20, minimal: true } });
});
