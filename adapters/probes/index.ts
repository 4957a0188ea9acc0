/** The ways to count effects from outside, one line each. */
export { httpProbe, isNotFound } from './http.js';
export type { HttpProbeOptions } from './http.js';
