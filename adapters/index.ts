/** The ways to a target, one line each. */
export { httpAdapter } from './http/index.js';
export type { HttpOptions } from './http/index.js';
export * from './probes/index.js';
