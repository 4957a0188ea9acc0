import type { Confirmed } from '../run/confirm.js';
import { confirm } from '../run/confirm.js';
import type { Sighting } from '../run/judging.js';
import type { ShrinkingOptions, Tried } from './shrinking.js';
import { lengthMsOf, rerunOf } from './shrinking.js';

/** What it takes to run a plan again. */
type TrialOptions = Pick<ShrinkingOptions, 'rig' | 'judge' | 'nextRun' | 'mayGoOn' | 'onStep'>;

/** Reruns of each: enough to tell what fails every time from what failed by the load of the campaign. */
const TRIALS = 3;

/**
 * Sightings of one failure, those first that failed most often when they were run again alone: what the smallest plan owes
 * to a moment, another plan may bring about every time. Those that tell nothing apart keep their order.
 */
export async function surestFirst(sightings: readonly Sighting[], options: TrialOptions): Promise<readonly Tried[]> {
  // With one there is nothing to choose, and no suspicion speaks for what is proven.
  const rivals = sightings.filter(({ failure }) => failure.suspect === sightings[0]?.failure.suspect);
  const trials = new Map<Sighting, Confirmed>();
  for (const sighting of rivals.length > 1 ? rivals : []) {
    if (!options.mayGoOn(lengthMsOf(sighting.history))) break;
    const trial = await trialOf(sighting, options);
    trials.set(sighting, trial);
    if (trial.failures === TRIALS) break;
  }
  return sightings
    .map((sighting): Tried => ({ sighting, trial: trials.get(sighting) ?? { runs: 0, failures: 0 } }))
    .toSorted((left, right) => right.trial.failures - left.trial.failures);
}

function trialOf(sighting: Sighting, options: TrialOptions): Promise<Confirmed> {
  const expectedMs = lengthMsOf(sighting.history);
  const may = (): boolean => options.mayGoOn(expectedMs);
  const { property } = sighting.failure;
  options.onStep('shrinking', `${property}: looking for the plan that fails most surely`);
  return confirm({
    plan: sighting.plan, rerun: rerunOf(sighting, options), expectedMs, before: { runs: 0, failures: 0 }, most: TRIALS, mayGoOn: may, mayBegin: may,
  });
}
