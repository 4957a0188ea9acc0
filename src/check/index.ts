import { properties } from '../../properties/index.js';
import { overlay, presets } from '../contracts/index.js';
import type { CauseText, Contract, FaultKind, Lane, Plan, Property } from '../model/index.js';
import type { CheckOptions } from './options.js';
import { campaignPlans } from './plans.js';
import { understand } from './run.js';
import { PROVISIONAL } from './stages.js';

export { check } from './check.js';
export type { CheckHooks, CheckOptions, Progress, SeenViolation, TlsOptions } from './options.js';
export { UsageError } from './options.js';
export { recheck } from './recheck.js';
export type { ReplayResult, SavedFinding } from './replay.js';
export { replay } from './replay.js';

const DRY_LANES: readonly Lane[] = ['pooled', 'raw-headers', 'raw-body'];
const DRY_FAULTS: readonly FaultKind[] = ['response-withheld', 'close', 'reset'];

/**
 * Plans of a campaign without running any: what `--dry-run` prints. They are drawn before any calibration, so that a
 * real campaign may draw others.
 *
 * @throws UsageError where the options are wrong
 */
export function plansFor(options: CheckOptions, count: number): readonly Plan[] {
  const { blueprint, starting, seed } = understand(options);
  const contract = overlay(starting.base, starting.explicit, 'flag');
  const plans = campaignPlans(seed, { blueprint, contract, calibration: PROVISIONAL, lanes: DRY_LANES, faults: DRY_FAULTS }, () => []);
  return Array.from({ length: count }, () => plans.next());
}

/** All properties, the strongest first. */
export function listProperties(): readonly Property[] {
  return properties;
}

/** What a finding's cause most likely means and what to try first; undefined for a name that no property knows. */
export function explain(property: string, cause: string): CauseText | undefined {
  return properties.find(({ id }) => id === property)?.causes[cause];
}

/** All contracts that `--contract` knows by name. */
export function listContracts(): readonly Contract[] {
  return presets.map(({ contract }) => contract);
}
