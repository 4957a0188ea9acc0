import type { ProbeResources } from '../../adapters/probes/resources.js';
import { createResources } from '../../adapters/probes/resources.js';
import { compileTarget, TemplateError } from '../generate/index.js';
import type { Blueprint } from '../generate/types.js';
import { ContractError } from '../contracts/schema.js';
import type { Clock, Session, Target } from '../model/index.js';
import { systemClock } from '../run/clock.js';
import type { Gate } from '../run/gate.js';
import { createGate } from '../run/gate.js';
import { createPrincipals } from '../run/principals.js';
import type { Principals } from '../run/rig.js';
import { neverSignal } from '../run/signals.js';
import type { Chosen } from './choose.js';
import { chooseProperties } from './choose.js';
import type { StartingContract } from './contract.js';
import { startingContract } from './contract.js';
import type { CheckHooks, CommonOptions } from './options.js';
import { DEFAULT_TIME_MS, UsageError } from './options.js';
import { createRuns, drawSeed } from './session.js';
import { buildTarget } from './target.js';
import type { Timing } from './timing.js';
import type { Way } from './target/place.js';
import type { Asked } from './way.js';

const DEFAULT_REQUESTS = 100_000;

/** Options that were understood, and what belongs to one run of the kit. */
export interface Run {
  readonly options: CommonOptions;
  readonly way: Way;
  readonly hooks: CheckHooks;
  readonly target: Target;
  readonly blueprint: Blueprint;
  readonly starting: StartingContract;
  /** Those that are judged, and which of them the exit rule asks for. */
  readonly chosen: Chosen;
  readonly seed: number;
  readonly gate: Gate;
  readonly principals: Principals;
  readonly resources: ProbeResources;
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
export function understand({ options, way, hooks }: Asked): Run {
  const clock = systemClock;
  const { starting, target, blueprint } = understandTarget(options, way);
  return {
    options,
    way,
    hooks,
    target,
    blueprint,
    starting,
    chosen: chooseProperties(options),
    seed: options.seed ?? drawSeed(),
    principals: createPrincipals(target.principals),
    resources: createResources(),
    gate: createGate({ maxRequests: options.requests ?? DEFAULT_REQUESTS, ratePerSecond: options.rate ?? Infinity, clock }),
    timing: timingFrom(clock, options),
    stop: hooks.signal ?? neverSignal(),
    nextRun: createRuns(),
  };
}

/** The time of a run that begins now. */
export function timingFrom(clock: Pick<Clock, 'nowMs'>, { timeMs = DEFAULT_TIME_MS }: Pick<CommonOptions, 'timeMs'>): Timing {
  const startedAtMs = clock.nowMs();
  return { startedAtMs, endsAtMs: startedAtMs + timeMs, nowMs: () => clock.nowMs() };
}

/**
 * The run once its way is open: only then an adapter knows where its instances are, and only then time begins to count.
 * A service that takes half a minute to start must not use up the time for testing it.
 */
export function arrived(run: Run, { instances = [] }: Pick<Session, 'instances'>): Run {
  const begun = { ...run, timing: timingFrom(systemClock, run.options) };
  if (instances.length === 0) return begun;
  const target = { ...run.target, instances };
  return { ...begun, target, blueprint: compileTarget(target) };
}

/** Target, templates and contract; wrong ones are all usage errors to the user. */
function understandTarget(options: CommonOptions, { place }: Way): Pick<Run, 'starting' | 'target' | 'blueprint'> {
  try {
    const starting = startingContract(options);
    const target = buildTarget(options, place, starting.base);
    return { starting, target, blueprint: compileTarget(target) };
  } catch (error) {
    // Its message has the hint in it, for those who show nothing else.
    if (error instanceof TemplateError) throw new UsageError(`${error.place}: ${error.problem}`, error.hint);
    if (error instanceof ContractError) throw new UsageError(error.message);
    throw error;
  }
}
