/** Contracts as data: presets, the classifier, what calibration adopts. `./schema.js` reads files; it is apart, being slow to load. */
export { adoptContract } from './adopt/index.js';
export type { Adoption, AdoptionInput } from './adopt/index.js';
export { classify, statusesOf } from './classify.js';
export { describeContract } from './describe.js';
export { ContractError } from './error.js';
export { overlay } from './merge.js';
export type { Breach } from './error.js';
export { autoContract } from './presets/auto.js';
export { presetOf, presets } from './presets/index.js';
export type { Preset } from './presets/index.js';
