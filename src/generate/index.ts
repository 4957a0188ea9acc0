export { compileTarget } from './blueprint/compile.js';
export { literalKeysOf } from './blueprint/keys.js';
export { climateOf, featuresAvailable } from './climate.js';
export { treeOf } from './codec/index.js';
/** @public */
export { planArbitrary } from './plan/arbitrary.js';
export { drawPlan, revocationPlan } from './plan/draw.js';
export { simplerPlans } from './shrink.js';
export { planSize } from './size.js';
export { TemplateError } from './template/error.js';
export type * from './types.js';
export { parsePlan, PlanError } from './validate/read.js';
