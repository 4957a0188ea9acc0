import type { CheckHooks, CheckOptions, ReplayResult, SavedFinding } from '../check/index.js';
import type { CheckResult, Contract, History, Plan, Property } from '../model/index.js';

/** What the command line calls. Loaded late: `--help` must not wait for a test kit to start. */
export interface Engine {
  check(options: CheckOptions, hooks?: CheckHooks): Promise<CheckResult>;
  replay(saved: SavedFinding, options: CheckOptions, hooks?: CheckHooks): Promise<ReplayResult>;
  recheck(histories: readonly History[], whereOf: (history: History) => string): CheckResult | Promise<CheckResult>;
  plansFor(options: CheckOptions, count: number): readonly Plan[];
  listProperties(): readonly PropertyText[];
  listContracts(): readonly Contract[];
}

export type PropertyText = Pick<Property, 'id' | 'statement' | 'source' | 'level' | 'needs' | 'causes'>;

export type LoadEngine = () => Promise<Engine>;

export const loadEngine: LoadEngine = () => import('../check/index.js');
