/**
 * retryproof as a library. `check` does what `retryproof check` does: options in, one result value out; the renderers
 * turn that value into reports. Everything else is data and its types.
 *
 * @example
 * ```ts
 * import { check, explain, renderTerminal } from 'retryproof';
 *
 * const result = await check({
 *   url: 'http://localhost:3000/charges',
 *   bodies: ['{"amount":"{{int 1 5000}}","reference":"{{nonce}}"}'],
 *   effects: ['GET /charges?reference={{nonce}}'],
 *   timeMs: 20_000,
 * });
 * console.log(renderTerminal(result, { explain }));
 * ```
 * @module
 */
export { check, explain, listContracts, listProperties, plansFor, recheck, replay, UsageError } from './check/index.js';
export type {
  AboutRun,
  AboutRunEnd,
  AdapterCheckOptions,
  CheckHooks,
  CheckOptions,
  CommonOptions,
  Progress,
  ReplayResult,
  SavedFinding,
  SeenViolation,
  TlsOptions,
} from './check/index.js';
export { assertRetryproof } from './hosts/assert.js';
export type { Leniency } from './hosts/assert.js';
export { RetryproofError } from './hosts/failure.js';

export { defineConfig } from './config/index.js';
export type { Config, ConfigExport, OperationConfig, TargetConfig } from './config/index.js';

export { defineProperty, properties, PropertyError } from '../properties/index.js';
export type { JudgementBy, PropertyDefinition } from '../properties/index.js';
export { classify, ContractError, presetOf, presets } from './contracts/index.js';
export type { Breach, Preset } from './contracts/index.js';
export { AdapterError, defineAdapter, execAdapter, ExecError, fetchAdapter, httpAdapter, httpProbe, nodeAdapter, withClock } from '../adapters/index.js';
export type { AdapterBreach, ExecOptions, FetchHandler, FetchOptions, HttpOptions, HttpProbeOptions, NodeServer, NodeTarget } from '../adapters/index.js';

export {
  createMasker,
  FormatError,
  readCounterexample,
  readHistories,
  renderJson,
  renderJunit,
  renderReports,
  renderTerminal,
  writeCounterexample,
  writeHistory,
} from './report/index.js';
export type { Counterexample, Explain, HistoryFile, Masker, MaskSeeds, MaskSettings, TerminalOptions } from './report/index.js';

export type * from './model/index.js';
export { readFacts } from './model/index.js';
