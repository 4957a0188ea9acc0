import { expect, it } from 'vitest';

import type { Call } from '../zoo/base/http.js';
import type { Entry } from '../zoo/base/ledger.js';
import { build, waitingRules } from '../zoo/base/services.js';
import { Shop } from '../zoo/base/shop.js';
import { define } from '../zoo/zoo.js';
import { checkLongEnough, findingsOf } from './zoo/run.js';

/** Calibration, and a part of the campaign in which most properties are put to the test. */
const AT_ONCE = 400;
/** Long after the check. */
const LATE_MS = 600_000;
/** Of those that a busy machine comes to in the time, too few are behind to be told from bad luck. */
const ENOUGH_PLANS = 150;

/** Charges at once until its queue has filled up; what it accepts from then on is charged in ten minutes. */
class FillingShop extends Shop {
  #accepted = 0;

  override record(kind: string, call: Call, entry: Entry): void {
    this.#accepted += 1;
    if (this.#accepted <= AT_ONCE) this.ledger.add(kind, call.principal, entry);
    else setTimeout(() => this.ledger.add(kind, call.principal, entry), LATE_MS).unref();
  }
}

const filling = define({ name: 'filling', about: 'Falls behind by far.', service: () => build(waitingRules(), {}, new FillingShop()) });

it('should be inconclusive where effects come later than is waited for, however many came in time', async () => {
  const { result } = await checkLongEnough(filling, 20, ['--seed', '1'], ({ result: { stats } }) => stats.plans >= ENOUGH_PLANS);
  expect(findingsOf(result)).toEqual([]);
  const { verdict, exposed, reason } = result.verdicts.find(({ id }) => id === 'acknowledged-applied') ?? {};
  // What came in time would have been a pass.
  expect(exposed).toBeGreaterThan(0);
  expect({ verdict, reason }).toEqual({ verdict: 'unknown', reason: expect.stringMatching(/^in \d+ plans it could not be told: the service was behind/) as string });
  expect(result.exitReason).toMatch(/^Inconclusive: .*acknowledged-applied was not checked/);
  expect(result.exitCode).toBe(4);
}, 150_000);
