/** The ways to a target, one line each. */
export { httpAdapter } from './http/index.js';
export type { HttpOptions } from './http/index.js';
export { execAdapter, ExecError } from './exec/index.js';
export type { ExecOptions } from './exec/index.js';
export { nodeAdapter } from './node/index.js';
export type { NodeServer, NodeTarget } from './node/index.js';
export { fetchAdapter } from './fetch/index.js';
export type { FetchHandler, FetchOptions } from './fetch/index.js';
export { withClock } from './clock.js';
export { AdapterError, defineAdapter } from './define/index.js';
export type { AdapterBreach } from './define/index.js';
export * from './probes/index.js';
