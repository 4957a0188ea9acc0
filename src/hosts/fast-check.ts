/**
 * retryproof for those who have fast-check. It is a peer dependency, and only this entry needs it.
 *
 * @module
 */
import * as fc from 'fast-check';
import type { Lab, LabOptions, Trial } from '../check/index.js';
import { createLab } from '../check/index.js';
import type { Adapter, Property } from '../model/index.js';
import { whyText } from '../model/index.js';
import type { Masker, TerminalOptions } from '../report/index.js';
import { renderSighting } from '../report/index.js';
import { maskerFor, mendable, plainError, reportOptions } from './failure.js';
import type { Scenario } from './scenario.js';
import { scenarios } from './scenario.js';

export type { LabOptions } from '../check/index.js';
export type { Scenario } from './scenario.js';

/** A property for `fc.assert`, over plans. */
export interface RetryproofProperty extends fc.IAsyncPropertyWithHooks<[Scenario]> {
  /** Closes the way to the target. It is not needed: what was not used for a second is closed by itself. */
  close(): Promise<void>;
}

/** A property that none of so many plans has put to the test is none that this target can be asked about. */
const PATIENCE = 50;

/**
 * An ordinary fast-check property: for every plan, the given properties hold. The target is calibrated before the first
 * run; each run executes one plan, settles it and judges its history; shrinking goes through simpler plans.
 *
 * A plan that puts none of the properties to the test is skipped as `fc.pre` does it, and does not count as a run. A property
 * that the contract does not promise, that lacks what it needs, or that none of the first 50 plans has put to the test fails,
 * with the reason: it must not look as if it held. With `numRuns` below 50, see to it that the plans suffice.
 *
 * fast-check runs one plan after the other, 100 by default, takes any single failure for proof while it shrinks, and knows no
 * rates. `check` runs 16 side by side for 20 s, reruns what it finds and says how often it fails.
 *
 * What it found is run again with the `seed` that fast-check prints, and not with its `path`, which fast-check would walk before
 * the target has been calibrated.
 *
 * @param adapter - the way to the target
 * @param properties - those that must hold, by value or by name; properties of your own too
 * @param options - as those of `check`, without what is about campaigns
 * @throws UsageError where the options are wrong
 * @example
 * ```ts
 * import * as fc from 'fast-check';
 * import { httpAdapter } from 'retryproof';
 * import { retryproofProperty } from 'retryproof/fast-check';
 * import { identicalReplay, singleEffect } from 'retryproof/properties';
 *
 * const adapter = httpAdapter({ instances: ['http://localhost:3000'] });
 * await fc.assert(retryproofProperty(adapter, [singleEffect, identicalReplay], { path: 'POST /charges', bodies, effects }));
 * ```
 */
export function retryproofProperty(adapter: Adapter, properties: readonly (string | Property)[], options: LabOptions): RetryproofProperty {
  const lab = createLab(adapter, properties, options);
  const masker = maskerFor(options);
  const judge = judgeOf(lab, masker, reportOptions({ properties }));
  // Once the target cannot be tested, no further plan can be run, and none is simpler.
  let broken: { readonly error: unknown } | undefined;
  const source = {
    draw: lab.draw,
    simpler: (plan: Parameters<Lab['simpler']>[0]) => (broken === undefined ? lab.simpler(plan) : []),
  };
  const property = fc.asyncProperty(scenarios(source), async (scenario) => {
    const isSimpler = scenario.plan !== undefined;
    let judged: Judged;
    try {
      if (broken !== undefined) throw broken.error;
      await lab.ready();
      judged = judge(await lab.run(scenario.drawnFrom(source)));
    } catch (error) {
      broken ??= { error: mendable(error, masker) };
      // Simpler ones are only tried where one has failed: what keeps them from being run must not be told in its place.
      if (isSimpler) return;
      scenario.cameToNothing(broken.error);
      throw broken.error;
    }
    if (judged.violation !== undefined) throw plainError(judged.violation);
    fc.pre(judged.tested);
  });
  return Object.assign(property, { close: () => lab.close() });
}

/** What a trial means for the property. */
interface Judged {
  /** Something was put to the test. */
  readonly tested: boolean;
  readonly violation?: string;
}

/** @throws Error where a property has never been put to the test, and so many plans say that it never will be */
function judgeOf({ properties }: Lab, masker: Masker, report: TerminalOptions): (trial: Trial) => Judged {
  const untested = new Set(properties.map(({ id }) => id));
  let plans = 0;
  let found = false;
  return ({ finding, judgements, vain }) => {
    if (finding !== undefined) {
      found = true;
      const requirement = properties.find(({ id }) => id === finding.property) as Property;
      return { tested: true, violation: renderSighting(masker.finding(finding), requirement, report) };
    }
    const tested = [...judgements].flatMap(([id, { verdict }]) => (verdict === 'pass' || verdict === 'fail' ? [id] : []));
    for (const id of tested) untested.delete(id);
    plans += 1;
    const hopeless = vain.find((id) => untested.has(id));
    const [id = ''] = hopeless === undefined ? untested : [hopeless];
    const judgement = judgements.get(id);
    // Simpler plans than one that failed put less to the test, and that is no news.
    if ((hopeless !== undefined || plans >= PATIENCE) && !found && judgement !== undefined && 'reason' in judgement) {
      const what = hopeless === undefined ? `was put to the test by none of ${plans} plans` : 'cannot be put to the test';
      throw plainError(`${id} ${what}: ${masker.text(whyText(judgement) ?? '')}\nleave it out, or give what it needs`);
    }
    return { tested: tested.length > 0 };
  };
}
