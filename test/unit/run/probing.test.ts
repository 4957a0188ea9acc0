import { describe, expect, it } from 'vitest';

import { drawPlan } from '../../../src/generate/index.js';
import { operationsOf } from '../../../src/model/index.js';
import { systemClock } from '../../../src/run/clock.js';
import { createDisruptions } from '../../../src/run/disruptions.js';
import type { Rig } from '../../../src/run/rig.js';
import { json } from '../../zoo/base/http.js';
import { build, conflictRules } from '../../zoo/base/services.js';
import { define } from '../../zoo/zoo.js';
import { refundsOf } from './refunds.js';

/** Time passes as ever, but whoever sleeps is woken after a millisecond. */
const hasty: Rig['clock'] = { ...systemClock, sleep: (ms, signal) => systemClock.sleep(Math.min(ms, 1), signal) };
/** The target is struck all the time. */
const struck: Rig['disruptions'] = { ...createDisruptions({}, systemClock, 1), struckMs: () => systemClock.nowMs() };

/** Why the effect of one charge was not counted in the end, where the list has so many at each reading. */
async function whyUncounted(count: () => number): Promise<string | undefined> {
  const handler = build(conflictRules());
  const refunds = await refundsOf(define({ name: 'list', about: 'Lists as many as it is told to.', service: () => (call) => (call.method === 'GET' ? json(200, Array.from({ length: count() }, () => ({}))) : handler(call)) }));
  const plan = drawPlan({ seed: 1, climate: [], index: 0 }, refunds.context);
  const [operation] = operationsOf(plan);
  if (operation === undefined) throw new Error('a plan has an operation');
  const once = { ...plan, steps: [{ kind: 'operation' as const, operation: { ...operation, attempts: [{ id: 'a0', start: { kind: 'begin' as const, durations: 0 } }] } }] };
  const { events } = await refunds.run(once, { ...refunds.rig, clock: hasty, ...(struck === undefined ? {} : { disruptions: struck }) });
  return events.flatMap((event) => (event.type === 'probe' && event.when === 'settled' ? [event.wrong] : []))[0];
}

describe('a count that has not settled after all readings', () => {
  it('should be told as one that changes where it does', async () => {
    let count = 0;
    expect(await whyUncounted(() => (count += 1))).toBe('the count kept changing over 60 readings');
  });

  it('should be told as one that stood where an effect was awaited, since time stood still while the target was struck', async () => {
    expect(await whyUncounted(() => 0)).toMatch(/^the count was still 0 at the last of 60 readings, before the time was over/);
  });
});
