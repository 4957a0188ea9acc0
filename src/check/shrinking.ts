import { featuresAvailable, planSize, simplerPlans } from '../generate/index.js';
import type { PlanContext } from '../generate/types.js';
import type { Finding, History, Plan, Reproduction } from '../model/index.js';
import type { Confirmed } from '../run/confirm.js';
import { confirm } from '../run/confirm.js';
import { execute } from '../run/execute.js';
import type { Judge, Sighting } from '../run/judging.js';
import { isAgain } from '../run/judging.js';
import { lookAgain, lookedAfterMs } from '../run/last-look.js';
import type { Rig } from '../run/rig.js';
import type { Rerun } from '../run/shrink.js';
import { silenceIn } from '../run/silence.js';
import { strikeIn } from '../run/strike.js';
import { shrink } from '../run/shrink.js';

export interface ShrinkingOptions {
  readonly rig: Rig;
  /** Knows what drawn values could be plainer. */
  readonly context: PlanContext;
  readonly judge: Judge;
  readonly nextRun: () => { readonly id: string; readonly salt: string };
  /** Whether a rerun that takes so long is within what shrinking this finding may cost. */
  readonly mayGoOn: (expectedMs: number) => boolean;
  /** Whether one may begin at all: a finding is to have a few, though its time is over. */
  readonly mayBegin: (expectedMs: number) => boolean;
  readonly onStep: (phase: 'shrinking' | 'confirming', detail: string) => void;
}

/** A sighting, and what the reruns came to by which it was chosen among others. */
export interface Tried {
  readonly sighting: Sighting;
  readonly trial: Confirmed;
}

/** Background operations that stand in for the plans that ran beside a failing one. */
const CROWD = 128;

/** A sighting as a finding: its plan, shrunk, rerun alone, with its rate. `seen`: in so many plans. */
export async function toFinding({ sighting, trial }: Tried, seen: number, options: ShrinkingOptions): Promise<Finding> {
  const { context, onStep } = options;
  const expectedMs = lengthMsOf(sighting.history);
  // The next takes about as long as the last one did.
  let lastMs = expectedMs;
  const rerunOnce = rerunOf(sighting, options);
  const rerun: Rerun = async (plan) => {
    const result = await rerunOnce(plan);
    if (!result.cut) lastMs = result.tookMs;
    return result;
  };
  const may = { mayGoOn: () => options.mayGoOn(lastMs), mayBegin: () => options.mayBegin(lastMs) };
  const { property, cause } = sighting.failure;
  const shrunk = await shrink({
    plan: sighting.plan,
    expectedMs,
    rerun,
    before: trial,
    simpler: (plan) => simplerPlans(plan, context),
    standIns: (plan) => standIns(plan, sighting.history, context),
    ...may,
    onStep: ({ candidates }) => onStep('shrinking', `${property}: ${candidates} simpler ${candidates === 1 ? 'plan' : 'plans'} tried`),
  });
  onStep('confirming', property);
  const takesMs = shrunk.witness === undefined ? expectedMs : lengthMsOf(shrunk.witness.history);
  const { before, told } = ratesFrom(shrunk.plan === sighting.plan ? trial : { runs: 0, failures: 0 });
  const confirmed = await confirm({ plan: shrunk.plan, rerun, expectedMs: takesMs, before: before(shrunk), ...may });
  const witness = confirmed.witness ?? shrunk.witness ?? sighting;
  const { runs, failures } = told(confirmed);
  const note = noteOf(sighting, shrunk.note, { runs, failures });
  return {
    property,
    cause,
    violation: witness.failure.violation,
    consequences: witness.failure.consequences,
    plan: witness === sighting ? sighting.plan : shrunk.plan,
    history: witness.history,
    address: sighting.plan.address,
    seen,
    reproduction: {
      runs,
      failures,
      minimal: shrunk.minimal,
      candidates: shrunk.candidates,
      ...(note === undefined ? {} : { note }),
    },
  };
}

type Rate = Pick<Reproduction, 'runs' | 'failures'>;

/**
 * Of several plans the one is chosen whose trial failed most often, by luck too, so that its trial would tell a rate that is
 * too high. It counts only where nothing has failed since: that it failed again is true then all the same.
 */
function ratesFrom(trial: Rate): { readonly before: (shrunk: Rate) => Rate; readonly told: (confirmed: Rate) => Rate } {
  return {
    before: ({ runs, failures }) => ({ runs: runs - trial.runs, failures: failures - trial.failures }),
    told: ({ runs, failures }) => (failures > 0 ? { runs, failures } : { runs: runs + trial.runs, failures: failures + trial.failures }),
  };
}

/** Reruns look again at once: what the target forgets with time, it has then not forgotten yet. */
function noteOf({ history }: Sighting, note: string | undefined, { runs, failures }: Pick<Reproduction, 'runs' | 'failures'>): string | undefined {
  const lookMs = runs === 0 || failures > 0 ? undefined : lookedAfterMs(history);
  if (note === undefined || lookMs === undefined || lookMs < WORTH_WAITING_MS) return note;
  return `${note}, which came to their end at once, and not ${(lookMs / 1000).toFixed(1)} s later as this one did: perhaps something is forgotten with time, and replay waits as long`;
}

const WORTH_WAITING_MS = 500;

/** A sighting that is reported as it was seen: time ended, or the kit was stopped. */
export function unshrunk({ failure, plan, history }: Sighting, seen: number, note: string): Finding {
  const { property, cause, violation, consequences } = failure;
  const reproduction = { runs: 0, failures: 0, minimal: false, candidates: 0, note };
  return { property, cause, violation, consequences, plan, history, address: plan.address, seen, reproduction };
}

/** One execution of a plan, alone, judged for the same property and cause. */
export function rerunOf(sighting: Sighting, { rig, judge, nextRun }: Pick<ShrinkingOptions, 'rig' | 'judge' | 'nextRun'>): Rerun {
  return async (plan) => {
    const beganAtMs = rig.clock.nowMs();
    const executed = await execute(plan, rig, nextRun());
    const history = sighting.late ? await lookAgain(executed, rig, true) : executed;
    const failure = judge(history).failures.find((each) => isAgain(each, sighting.failure));
    const tookMs = rig.clock.nowMs() - beganAtMs;
    // A target that is gone answers nothing, not even a fair retry.
    const gone = failure === undefined && silenceIn(history) !== undefined;
    const cut = rig.signal.aborted || rig.gate.exhausted || gone;
    return failure === undefined ? { history, tookMs, cut } : { history, failure, tookMs, cut };
  };
}

/** What may stand in for the plans that ran beside a failing one: what they did to the target, or else their load. */
function* standIns(plan: Plan, history: History, context: PlanContext): Iterable<Plan> {
  const struck = plan.disruptions.length === 0 ? strikeIn(history) : undefined;
  if (struck !== undefined) yield { ...plan, disruptions: [struck] };
  if (featuresAvailable(context).includes('crowd')) yield* crowded(plan);
}

/** Beside it from the beginning, or between its first attempt and the rest. */
function* crowded(plan: Plan): Iterable<Plan> {
  if (plan.crowd.length > 0) return;
  yield { ...plan, crowd: [{ id: 'c0', count: CROWD, start: { kind: 'begin', durations: 0 } }] };
  yield {
    ...plan,
    crowd: [{ id: 'c0', count: CROWD, start: { kind: 'after', of: 'a0', pauseMs: 0 } }],
    steps: plan.steps.map((step) =>
      step.kind === 'operation'
        ? {
            ...step,
            operation: {
              ...step.operation,
              attempts: step.operation.attempts.map((attempt) =>
                attempt.start.kind === 'after' && attempt.start.of === 'a0' ? { ...attempt, start: { ...attempt.start, of: 'c0' } } : attempt,
              ),
            },
          }
        : step,
    ),
  };
}

/** For the campaign: of two plans that fail alike the smaller one is kept. */
export const sizeOf = planSize;

/** How long it took to make the history: a time that only the target's clock was set on by has not passed. */
export function lengthMsOf({ events }: History): number {
  return events.reduce((leftMs, event) => (event.type === 'clock' ? leftMs - event.byMs : leftMs), events.at(-1)?.atMs ?? 0);
}
