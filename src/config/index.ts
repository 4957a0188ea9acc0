/** The shape of a configuration, for those who write one. What reads it is in `cli/config`. */
export type { Config, ConfigExport, TargetConfig } from './define.js';
export { defineConfig } from './define.js';
export type { OperationConfig } from './operation.js';
