import { compileTarget, TemplateError } from '../generate/index.js';
import type { Blueprint } from '../generate/types.js';
import { ContractError } from '../contracts/schema.js';
import type { Property, Target } from '../model/index.js';
import { systemClock } from '../run/clock.js';
import type { Gate } from '../run/gate.js';
import { createGate } from '../run/gate.js';
import { createPrincipals } from '../run/principals.js';
import type { Principals } from '../run/rig.js';
import { neverSignal } from '../run/signals.js';
import { chooseProperties } from './choose.js';
import type { StartingContract } from './contract.js';
import { startingContract } from './contract.js';
import type { CheckHooks, CheckOptions } from './options.js';
import { UsageError } from './options.js';
import { createRuns, drawSeed } from './session.js';
import { buildTarget } from './target.js';
import type { Timing } from './timing.js';

const DEFAULT_TIME_MS = 20_000;
const DEFAULT_REQUESTS = 100_000;

/** Options that were understood, and what belongs to one run of the kit. */
export interface Run {
  readonly options: CheckOptions;
  readonly hooks: CheckHooks;
  readonly target: Target;
  readonly blueprint: Blueprint;
  readonly starting: StartingContract;
  readonly properties: readonly Property[];
  readonly seed: number;
  readonly gate: Gate;
  readonly principals: Principals;
  readonly timing: Timing;
  /** Ctrl-C: no new plan. */
  readonly stop: AbortSignal;
  readonly nextRun: () => { readonly id: string; readonly salt: string };
}

/**
 * Reads the options; sends nothing.
 *
 * @throws UsageError where they are wrong
 */
export function understand(options: CheckOptions, hooks: CheckHooks = {}): Run {
  const clock = systemClock;
  const startedAtMs = clock.nowMs();
  const { starting, target, blueprint } = understandTarget(options);
  return {
    options,
    hooks,
    target,
    blueprint,
    starting,
    properties: chooseProperties(options),
    seed: options.seed ?? drawSeed(),
    principals: createPrincipals(target.principals),
    gate: createGate({ maxRequests: options.requests ?? DEFAULT_REQUESTS, ratePerSecond: options.rate ?? Infinity, clock }),
    timing: { startedAtMs, endsAtMs: startedAtMs + (options.timeMs ?? DEFAULT_TIME_MS), nowMs: () => clock.nowMs() },
    stop: hooks.signal ?? neverSignal(),
    nextRun: createRuns(),
  };
}

/** Target, templates and contract; wrong ones are all usage errors to the user. */
function understandTarget(options: CheckOptions): Pick<Run, 'starting' | 'target' | 'blueprint'> {
  try {
    const starting = startingContract(options);
    const target = buildTarget(options, starting.base);
    return { starting, target, blueprint: compileTarget(target) };
  } catch (error) {
    if (error instanceof TemplateError || error instanceof ContractError) throw new UsageError(error.message, 'hint' in error ? (error.hint as string | undefined) : undefined);
    throw error;
  }
}
