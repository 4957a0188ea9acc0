import { featuresAvailable } from '../generate/index.js';
import type { PlanContext } from '../generate/types.js';
import type { ExitInput, Tally, Turned } from '../judge/index.js';
import { allSituations, exitOf, unmetBy, verdictsOf, waysTo } from '../judge/index.js';
import type { Calibration, CheckResult, Contract, Demand, Finding, Note, Situations, Stats, StrikeKind, Trouble } from '../model/index.js';
import { defined } from '../model/index.js';
import type { Campaigned } from './campaign.js';
import { DEFAULT_CONCURRENCY } from './campaign.js';
import { needsGiven } from './needs.js';
import type { Wanted } from './required.js';
import type { Run } from './run.js';
import { placeText } from './target.js';
import type { Timing } from './timing.js';
import { timeNeeded } from './timing.js';
import { kitVersion } from './version.js';

/** What a run has come to, whole or in part. */
export interface Outcome {
  readonly contract?: Contract;
  readonly calibration?: Calibration;
  /** How long it took to come by that. */
  readonly calibrationMs?: number;
  /** What plans could make use of. */
  readonly context?: PlanContext;
  readonly notes?: readonly Note[];
  readonly state?: Campaigned;
  readonly findings?: readonly Finding[];
  /** Properties of which a finding did not stand when it was looked at again. */
  readonly dropped?: ReadonlySet<string>;
  readonly turned?: Turned;
  readonly strikes?: ReadonlyMap<StrikeKind, number>;
  readonly trouble?: Trouble;
}

/** The one value of a check. */
export function resultOf(run: Run, tally: Tally, outcome: Outcome): CheckResult {
  const { options, timing, target } = run;
  const contract = outcome.contract ?? run.starting.base;
  const findings = outcome.findings ?? [];
  // Those that were not reached are there too, with 0: what is missing is what a reader looks for.
  const situations = Object.fromEntries(allSituations.map((name) => [name, outcome.state?.situations.get(name) ?? 0]));
  const judged = verdictsOf(tally, findings, needsGiven(target, contract, timing), outcome.dropped);
  const demands = demandsOf(run.chosen.situations, situations, outcome.context);
  const rule: ExitInput = {
    verdicts: judged,
    situations,
    demands,
    require: run.chosen.required,
    deviations: (outcome.notes ?? []).filter(({ kind }) => kind === 'deviation').map(({ text }) => text),
    natural: contract.natural === true,
    probed: (target.routes[0]?.effects.length ?? 0) > 0,
    ...defined({ timeNeeded: outcome.calibration === undefined ? undefined : timeNeeded(timing, { ...outcome.calibration, ...defined({ calibrationMs: outcome.calibrationMs }) }) }),
    ...defined({ turned: outcome.turned }),
    ...(run.chosen.instead === undefined ? {} : { chosen: run.chosen.instead }),
    ...(outcome.trouble === undefined ? {} : { trouble: outcome.trouble }),
  };
  const { exitCode, exitReason } = exitOf(rule);
  const unmet = new Set(unmetBy(rule));
  const elapsedMs = timing.nowMs() - timing.startedAtMs;
  return {
    format: 'retryproof-report',
    version: 1,
    kit: kitVersion(),
    target: `${target.routes[0]?.method ?? ''} ${placeText(target)}`,
    seed: run.seed,
    contract,
    notes: outcome.notes ?? [],
    calibration: outcome.calibration ?? null,
    verdicts: judged.map((verdict) => (unmet.has(verdict.id) ? { ...verdict, unmet: true } : verdict)),
    situations,
    ...(demands.length === 0 ? {} : { demands }),
    stats: {
      plans: outcome.state?.plans ?? 0,
      requests: run.gate.count - run.gate.probeReads,
      probeReads: run.gate.probeReads,
      elapsedMs: Math.round(elapsedMs),
      requestsPerSecond: Math.round((run.gate.count / Math.max(elapsedMs, 1)) * 1000),
      concurrency: options.concurrency ?? DEFAULT_CONCURRENCY,
      ...endedEarly(outcome, timing),
      ...(outcome.strikes === undefined || outcome.strikes.size === 0 ? {} : { strikes: Object.fromEntries(outcome.strikes) }),
    },
    ...(outcome.trouble === undefined ? {} : { trouble: outcome.trouble }),
    exitCode,
    exitReason,
  };
}

function endedEarly({ state }: Outcome, { startedAtMs, endsAtMs }: Timing): Pick<Stats, 'endedEarly'> {
  if (state?.endedEarlyAtMs === undefined) return {};
  return { endedEarly: { afterMs: Math.round(state.endedEarlyAtMs - startedAtMs), ofMs: endsAtMs - startedAtMs } };
}

function demandsOf(wanted: readonly Wanted[], situations: Situations, context: PlanContext | undefined): Demand[] {
  const available = context === undefined ? undefined : featuresAvailable(context);
  return wanted.map(({ situation, atLeast }) => {
    const reached = situations[situation] ?? 0;
    return { situation, atLeast, reached, ...(reached >= atLeast || available === undefined ? {} : { more: waysTo(situation, available) }) };
  });
}
