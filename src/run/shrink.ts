import type { History, Plan } from '../model/index.js';
import { cleanRunsFor, lowerBound } from './confidence.js';
import type { Failure } from './judging.js';

/** Executes a plan once, alone; `failure` is set where it failed in the way that is being shrunk. */
export type Rerun = (plan: Plan) => Promise<Rerunning>;

export interface Rerunning {
  readonly history: History;
  readonly failure?: Failure;
  readonly tookMs: number;
  /** The run was cut off (the cap was reached, or the kit was stopped): it says nothing, and is not counted. */
  readonly cut: boolean;
}

export interface ShrinkOptions {
  readonly plan: Plan;
  /** How long it took when it was seen to fail. */
  readonly expectedMs: number;
  readonly rerun: Rerun;
  /** Reruns of it that were made already; default none. */
  readonly before?: Pick<Shrunk, 'runs' | 'failures' | 'witness'>;
  /** Strictly simpler plans, boldest first; finite. */
  readonly simpler: (plan: Plan) => Iterable<Plan>;
  /** Plans to try where the failure vanishes alone: with something in place of the plans that ran beside it. */
  readonly standIns: (plan: Plan) => Iterable<Plan>;
  /** False: time is over, or the kit was stopped. */
  readonly mayGoOn: () => boolean;
  /** False: not even a first rerun may begin. */
  readonly mayBegin: () => boolean;
  onStep?(progress: { readonly candidates: number; readonly rate: number }): void;
}

export interface Shrunk {
  readonly plan: Plan;
  /** The last failing execution of that plan; absent where no rerun failed. */
  readonly witness?: { readonly history: History; readonly failure: Failure };
  readonly candidates: number;
  /** Reruns of that plan, alone, and how many of them failed. */
  readonly runs: number;
  readonly failures: number;
  readonly minimal: boolean;
  readonly note?: string;
}

/** Reruns of a parent that measure its rate … */
const PARENT_RUNS = 20;
/** … of one that has not failed yet (a rate of 0.1 stays unseen in 1.5 % of the cases) … */
const GHOST_RUNS = 40;
/** … and of one whose rate is not yet known to be large enough. */
const RARE_RUNS = 150;
/** Enough where every one of them failed: the bound is then 0.55. */
const SURE_RUNS = 5;
/** Under this rate a candidate would need more than 150 clean runs: shrinking stops and says so. */
const LEAST_RATE = 0.02;
/** A plan that takes this long mostly waits, so that reruns may wait side by side without disturbing each other. */
const SLOW_MS = 1_000;
const SIDE_BY_SIDE = 8;

/** What strikes the target strikes all that run beside it, so that only alone each has a strike of its own. */
export function widthOf({ disruptions }: Pick<Plan, 'disruptions'>, slow: boolean, most = SIDE_BY_SIDE): number {
  return slow && disruptions.length === 0 ? most : 1;
}

type Measured = { readonly cut: boolean; readonly runs: number; readonly failures: number; readonly witness?: Shrunk['witness']; readonly slow: boolean };

/**
 * Shrinks a failing plan, honest about chance: the parent's failure rate is measured first; a candidate is accepted at
 * its first failure of the same kind, and discarded after as many clean runs as that rate asks for at 95 %.
 */
export async function shrink(options: ShrinkOptions): Promise<Shrunk> {
  let plan = options.plan;
  let measured = await measure(plan, options, { ...(options.before ?? { runs: 0, failures: 0 }), cut: false, slow: options.expectedMs >= SLOW_MS });
  for (const accompanied of measured.failures === 0 ? options.standIns(plan) : []) {
    if (!options.mayGoOn()) break;
    const again = await measure(accompanied, options);
    if (again.failures === 0) continue;
    plan = accompanied;
    measured = again;
    break;
  }
  let candidates = 0;
  const end = (note?: string): Shrunk => ({
    plan, candidates, runs: measured.runs, failures: measured.failures, minimal: note === undefined,
    ...(measured.witness === undefined ? {} : { witness: measured.witness }),
    ...(note === undefined ? {} : { note }),
  });
  if (measured.runs === 0 && (!measured.cut || !options.mayBegin())) return end('time ended before it could be run again');
  if (measured.failures === 0) return end(measured.runs === 0 ? 'it could not be run again' : `it did not fail again in ${measured.runs} reruns alone`);
  for (;;) {
    if (rateOf(measured) < LEAST_RATE) return end('it may fail in fewer than 2 % of its reruns, too rarely to be shrunk');
    const runs = cleanRunsFor(rateOf(measured));
    const accepted = await firstFailing(options, plan, runs, measured.slow, (count) => {
      candidates += count;
      options.onStep?.({ candidates, rate: rateOf(measured) });
    });
    if (accepted === 'none') return end();
    if (accepted === 'time') return end('time ended before every simpler plan had been tried');
    plan = accepted.plan;
    measured = await measure(plan, options, accepted.measured);
  }
}

function rateOf({ failures, runs }: Measured): number {
  return lowerBound(failures, runs);
}

/** The first simpler plan, in order, that fails within `runs` runs. */
async function firstFailing(
  options: ShrinkOptions, parent: Plan, runs: number, slow: boolean, count: (candidates: number) => void,
): Promise<{ plan: Plan; measured: Measured } | 'none' | 'time'> {
  const width = widthOf(parent, slow);
  const iterator = options.simpler(parent)[Symbol.iterator]();
  for (;;) {
    const batch: Plan[] = [];
    while (batch.length < width) {
      const next = iterator.next();
      if (next.done === true) break;
      batch.push(next.value);
    }
    if (batch.length === 0) return 'none';
    if (!options.mayGoOn()) return 'time';
    const results = await Promise.all(batch.map((candidate) => untilFailure(candidate, options, runs, slow)));
    count(batch.length);
    const at = results.findIndex(({ failures }) => failures > 0);
    if (at < 0 && results.some(({ cut }) => cut)) return 'time';
    if (at >= 0) return { plan: batch[at] as Plan, measured: results[at] as Measured };
    if (!options.mayGoOn()) return 'time';
  }
}

async function untilFailure(plan: Plan, options: ShrinkOptions, runs: number, slow: boolean): Promise<Measured> {
  const width = widthOf(plan, slow);
  let done: Measured = { cut: false, runs: 0, failures: 0, slow };
  while (!done.cut && done.runs < runs && done.failures === 0 && (done.runs === 0 || options.mayGoOn())) {
    done = await addRuns(plan, options, Math.min(width, runs - done.runs), done);
  }
  return done;
}

/** Runs a plan until its rate is known well enough: all of five failed, or the bound suffices, or it is too rare. */
async function measure(plan: Plan, options: ShrinkOptions, from?: Measured): Promise<Measured> {
  let done: Measured = from ?? { cut: false, runs: 0, failures: 0, slow: options.expectedMs >= SLOW_MS };
  while (!done.cut && (done.runs === 0 ? options.mayBegin() : wantsMore(done) > 0 && options.mayGoOn())) {
    done = await addRuns(plan, options, Math.min(widthOf(plan, done.slow), wantsMore(done)), done);
  }
  return done;
}

function wantsMore(done: Measured): number {
  if (done.failures === done.runs) return SURE_RUNS - done.runs;
  if (done.failures === 0) return GHOST_RUNS - done.runs;
  return (rateOf(done) < LEAST_RATE ? RARE_RUNS : PARENT_RUNS) - done.runs;
}

async function addRuns(plan: Plan, options: ShrinkOptions, count: number, before: Measured): Promise<Measured> {
  const all = await Promise.all(Array.from({ length: count }, () => options.rerun(plan)));
  const results = all.filter(({ cut, failure }) => !cut || failure !== undefined);
  const failed = results.find(({ failure }) => failure !== undefined);
  const witness = failed?.failure === undefined ? before.witness : { history: failed.history, failure: failed.failure };
  return {
    runs: before.runs + results.length,
    cut: results.length < count,
    failures: before.failures + results.filter(({ failure }) => failure !== undefined).length,
    slow: before.slow || results.some(({ tookMs }) => tookMs >= SLOW_MS),
    ...(witness === undefined ? {} : { witness }),
  };
}
