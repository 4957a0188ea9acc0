import { properties } from '../../properties/index.js';
import { overlay, presets } from '../contracts/index.js';
import type { CauseText, Contract, FaultKind, Lane, Plan, Property } from '../model/index.js';
import { chooseProperties } from './choose.js';
import type { CheckOptions, CommonOptions } from './options.js';
import { campaignPlans } from './plans.js';
import { understand } from './run.js';
import { PROVISIONAL } from './stages.js';
import { wayOf } from './way.js';

export { check } from './check.js';
export type { Lab, LabOptions, Trial } from './lab.js';
export { createLab } from './lab.js';
export type { AboutRun, AboutRunEnd } from './about-run.js';
export type { AdapterCheckOptions, CheckHooks, CheckOptions, CommonOptions, Progress, SeenViolation, TlsOptions } from './options.js';
export { DEFAULT_TIME_MS, NoVerdictError, UsageError } from './options.js';
export { recheck } from './recheck.js';
export { insistOnShapes, optionOf } from './shapes.js';
export { insistOnArguments } from './way.js';
export { replay } from './replay.js';
export type { SavedFinding } from './replay-shown.js';
export type { ReplayResult } from './replay-verdict.js';

const DRY_LANES: readonly Lane[] = ['pooled', 'raw-headers', 'raw-body'];
const DRY_FAULTS: readonly FaultKind[] = ['response-withheld', 'close', 'reset'];

/**
 * Plans of a campaign without running any: what `--dry-run` prints. They are drawn before any calibration, so that a
 * real campaign may draw others.
 *
 * @throws UsageError where the options are wrong
 */
export function plansFor(options: CheckOptions, count: number): readonly Plan[] {
  const { blueprint, starting, seed } = understand({ options, way: wayOf(options), hooks: {} });
  const contract = overlay(starting.base, starting.explicit, 'flag');
  const plans = campaignPlans(seed, { blueprint, contract, calibration: PROVISIONAL, lanes: DRY_LANES, faults: DRY_FAULTS }, { wanted: () => ({ core: [], required: [] }) });
  return Array.from({ length: count }, () => plans.next());
}

/** All properties, the strongest first. */
export function listProperties(): readonly Property[] {
  return properties;
}

/**
 * The properties that a check with these options judges, the kit's first.
 *
 * @throws UsageError where one of them is none
 */
export function chosenProperties(options: Pick<CommonOptions, 'properties' | 'skipProperties' | 'require'>): readonly Property[] {
  return chooseProperties(options).properties;
}

/**
 * What a finding's cause most likely means and what to try first; undefined for a name that no property knows.
 *
 * @param own - the `properties` of the check, where some of the user's own are among them
 */
export function explain(property: string, cause: string, own: CommonOptions['properties'] = []): CauseText | undefined {
  const known = [...properties, ...own.filter((each) => typeof each !== 'string')];
  return known.find(({ id }) => id === property)?.causes[cause];
}

/** All contracts that `--contract` knows by name. */
export function listContracts(): readonly Contract[] {
  return presets.map(({ contract }) => contract);
}
