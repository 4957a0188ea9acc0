/** The ways to count effects from outside, one line each. */
export { httpProbe } from './http.js';
export type { HttpProbeOptions } from './http.js';
