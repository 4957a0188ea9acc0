/** The ways to count effects from outside, one line each. */
export { commandProbe } from './command.js';
export { functionProbe } from './function.js';
export { httpProbe } from './http.js';
export type { HttpProbeOptions } from './http.js';
export { queryProbe } from './query.js';
export { sinkProbe } from './sink.js';
