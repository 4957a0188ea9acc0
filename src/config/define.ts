import type { OperationConfig } from './operation.js';

/** One service: its settings, or several operations that have them in common. */
export interface TargetConfig extends OperationConfig {
  /** By name. Each inherits the target's settings, and replaces those that it gives itself. */
  readonly operations?: { readonly [name: string]: OperationConfig };
}

/** A configuration: one target, or several that have the file's settings in common. */
export interface Config extends TargetConfig {
  /** By name. Each inherits the file's settings, and replaces those that it gives itself. Not beside `operations`. */
  readonly targets?: { readonly [name: string]: TargetConfig };
}

/** What a configuration module may export: the configuration, a promise of it, or a function that returns either. */
export type ConfigExport = Config | Promise<Config> | (() => Config | Promise<Config>);

/**
 * The configuration of `retryproof check`, typed: returns what it is given, so that an editor knows the names. It is the
 * default export of `retryproof.config.ts` (`.mts`, `.mjs`, `.js`). What is wrong with it is told when it is read, with
 * exit code 2. Durations are texts with a unit (`20s`) or numbers of milliseconds. Source: docs/configuration.md.
 *
 * @example
 * ```ts
 * import { defineConfig } from 'retryproof';
 *
 * export default defineConfig({
 *   url: 'http://localhost:3000',
 *   time: '60s',
 *   operations: {
 *     charge: {
 *       url: '/charges',
 *       body: { amount: '{{int 1 5000}}', reference: '{{nonce}}' },
 *       effects: 'GET /charges?reference={{nonce}}',
 *     },
 *   },
 * });
 * ```
 */
export function defineConfig(config: ConfigExport): ConfigExport {
  return config;
}
