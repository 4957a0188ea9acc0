import { awake } from '../../adapters/awake.js';
import { classify } from '../contracts/index.js';
import { judgeHistory } from '../judge/index.js';
import type { AttemptFacts, Calibration, Contract, Finding, History, Plan, Reproduction, Session } from '../model/index.js';
import { readFacts } from '../model/index.js';
import { unreachableAgain } from '../run/calibrate/trouble.js';
import { execute } from '../run/execute.js';
import type { Failure } from '../run/judging.js';
import { failureKey, isAgain } from '../run/judging.js';
import { lookAgain, lookedAfterMs } from '../run/last-look.js';
import type { Rerunning } from '../run/shrink.js';
import type { Lost } from '../run/silence.js';
import { silenceIn } from '../run/silence.js';
import type { RunEnd } from './around.js';
import { aroundRun, CAME_TO_NOTHING } from './around.js';
import { closed } from './closing.js';
import type { Drift } from './drift.js';
import { watchDrift } from './drift.js';
import { createBench } from './judging.js';
import type { CheckHooks, CheckOptions } from './options.js';
import type { Outweighing } from './outweigh.js';
import { cleanRunsNeeded, enoughRuns, outweighing } from './outweigh.js';
import type { Run } from './run.js';
import { arrived, timingFrom, understand } from './run.js';
import { planOf } from './saved.js';
import { createRig, openProbes } from './session.js';
import { lengthMsOf } from './shrinking.js';
import { attemptTimeoutMs } from './timing.js';
import { placeText } from './target.js';
import { troubleOpening, wayOf } from './way.js';
import { NoVerdictError, UsageError } from './options.js';

/** A finding as it was saved. */
export interface SavedFinding {
  readonly history: History;
  readonly property: string;
  readonly cause: string;
  /** How often it failed when it was run again after it was found; absent: not known. */
  readonly reproduction?: Pick<Reproduction, 'runs' | 'failures'>;
}

export interface ReplayResult {
  /**
   * `UNSEEN`: it held, but it failed so seldom when it was run again after it was found that this is no sign of a repair.
   * `DRIFTED`: the target answers so differently that the plan no longer puts the property to the test.
   */
  readonly verdict: 'FAILED' | 'FIXED' | 'UNSEEN' | 'DRIFTED';
  /** What the command line ends with. */
  readonly exitCode: 0 | 1 | 4;
  readonly runs: number;
  readonly failures: number;
  readonly finding?: Finding;
  /** Where it held, and what it takes to outweigh how rarely it had failed was not made: that. */
  readonly outweighing?: Outweighing;
  /** Where it drifted: what the plan's requests were answered, and what they were answered when it was saved. */
  readonly drift?: Drift;
}

const EXIT_CODES = { FAILED: 1, FIXED: 0, UNSEEN: 4, DRIFTED: 4 } as const;

/**
 * Runs one saved counterexample again, alone, under the contract and the calibration that it was saved with.
 *
 * @throws UsageError where the options are wrong; NoVerdictError where the host is not allowed, the target cannot be
 *   reached, or the replay was stopped
 */
export function replay(saved: SavedFinding, options: CheckOptions, hooks: CheckHooks = {}): Promise<ReplayResult> {
  return awake(replayed(saved, options, hooks));
}

async function replayed(saved: SavedFinding, options: CheckOptions, hooks: CheckHooks): Promise<ReplayResult> {
  const plan = planOf(saved.history, 'the saved history');
  const run = understand({ options: { ...options, contract: saved.history.head.contract }, way: wayOf(options), hooks });
  const { refused } = run.way;
  if (refused !== undefined) throw new NoVerdictError(refused.message, 5, refused.hint);
  const session = await opened(run);
  try {
    insistOnTaps(plan, session);
    const here = arrived(run, session);
    const around = aroundRun(options, placeText(here.target), run.stop);
    let end: RunEnd = CAME_TO_NOTHING;
    try {
      await around.before();
      const result = await replayOver(session, { ...here, timing: timingFrom(here.timing, options) }, saved, plan);
      end = { exitCode: result.exitCode, exitReason: `${result.failures} of ${result.runs} runs failed`, verdict: result.verdict };
      return result;
    } finally {
      const note = await around.after(end);
      if (note !== undefined) hooks.onNote?.(note);
    }
  } finally {
    await Promise.all([closed(session), run.resources.close()]);
  }
}

async function replayOver(session: Session, run: Run, saved: SavedFinding, plan: Plan): Promise<ReplayResult> {
  const { contract, calibration } = saved.history.head;
  const rig = createRig({ ...run, session, contract, calibration, timeoutMs: timeoutOf(run.options, contract, calibration), signal: run.stop });
  const lookMs = lookedAfterMs(saved.history);
  let hurried = false;
  const { properties } = run.chosen;
  const bench = createBench(properties, classify);
  // What the saved history proves, reruns are to prove as well. One that shows it no more, now that it is masked, asks for no more than its name.
  const { suspect } = bench.rejudge(saved.history).failures.find((each) => failureKey(each) === failureKey(saved)) ?? { suspect: true };
  const drift = watchDrift(saved.history, classify);
  let tested = 0;
  let answered = false;
  let silent: AttemptFacts | undefined;
  let lost: Lost | undefined;
  const rerun = async (): Promise<Rerunning> => {
    const executed = await execute(plan, rig, run.nextRun());
    // What is forgotten with time is forgotten only then.
    if (lookMs !== undefined) {
      const leftMs = Math.max(0, run.timing.endsAtMs - run.timing.nowMs());
      hurried ||= leftMs < lookMs;
      await rig.clock.sleep(Math.min(lookMs, leftMs), rig.signal);
    }
    const history = lookMs === undefined ? executed : await lookAgain(executed, rig, true);
    const facts = readFacts(history, classify);
    drift.see(facts.attempts);
    for (const attempt of facts.attempts.values()) {
      if (attempt.answer !== undefined) answered = true;
      else if (attempt.reason !== 'fault') silent ??= attempt;
    }
    const judgement = judgeHistory(history, properties, classify, facts).judgements.get(saved.property);
    if (judgement?.verdict === 'pass' || judgement?.verdict === 'fail') tested += 1;
    const failure = bench.rejudge(history).failures.find((each) => isAgain(each, { ...saved, suspect }));
    const gone = failure === undefined ? silenceIn(history) : undefined;
    lost ??= gone;
    const cut = rig.signal.aborted || rig.gate.exhausted || gone !== undefined;
    return failure === undefined ? { history, tookMs: 0, cut } : { history, failure, tookMs: 0, cut };
  };
  const expectedMs = lengthMsOf(saved.history);
  const mayGoOn = (): boolean => run.timing.nowMs() < run.timing.endsAtMs && !run.stop.aborted;
  const needed = cleanRunsNeeded(saved.reproduction);
  const { runs, failures, witness } = await enoughRuns({ plan, rerun, expectedMs, mayGoOn }, needed, () => run.timing.nowMs() + expectedMs < run.timing.endsAtMs);
  if (failures === 0 && run.stop.aborted) throw new NoVerdictError('the replay was interrupted before it came to a verdict', 130);
  if (!answered && silent !== undefined) {
    const { message, hint } = unreachableAgain(silent, placeText(run.target));
    throw new NoVerdictError(message, 3, hint);
  }
  if (failures === 0 && lost !== undefined) throw goneAfter(runs, lost);
  const held = !hurried && needed !== undefined && runs >= needed ? 'FIXED' : 'UNSEEN';
  const verdict = failures > 0 ? 'FAILED' : tested > 0 ? held : 'DRIFTED';
  const more = verdict === 'UNSEEN' && needed !== undefined ? { outweighing: outweighing(needed, { runs, tookMs: run.timing.nowMs() - run.timing.startedAtMs }) } : {};
  return { verdict, exitCode: EXIT_CODES[verdict], runs, failures, ...more, ...(verdict === 'DRIFTED' ? { drift: drift.told() } : {}), ...(witness === undefined ? {} : { finding: findingOf(saved, witness, runs, failures) }) };
}

/** Runs without an answer are no clean ones, so that there is no verdict. */
function goneAfter(runs: number, { detail, reason }: Lost): NoVerdictError {
  const held = runs === 0 ? 'before the first run had ended' : `after ${runs} ${runs === 1 ? 'run' : 'runs'} that did not fail`;
  return new NoVerdictError(`inconclusive: the target stopped answering ${held} (${detail === '' ? reason : detail})`, 4, 'see in its log why it went down, and run it again');
}

/** Without its tap, an outage would be none, and the finding seem fixed. */
function insistOnTaps({ disruptions }: Plan, { taps }: Session): void {
  for (const each of disruptions) {
    if (each.kind !== 'outage' || taps?.places.some(({ name }) => name === each.of) === true) continue;
    throw new UsageError(`the saved plan has an outage of ${each.of}, and there is no such tap`, `give it again: --tap ${each.of}=PORT`);
  }
}

async function opened({ way, target, resources }: Run): Promise<Session> {
  try {
    return await way.open(await openProbes(target, resources));
  } catch (error) {
    await resources.close();
    const trouble = troubleOpening(error);
    if (trouble === undefined) throw error;
    throw new NoVerdictError(trouble.message, trouble.kind === 'refused' ? 5 : 3, trouble.hint, trouble.output);
  }
}

function timeoutOf(options: Pick<CheckOptions, 'timeoutMs'>, contract: Contract, calibration: Calibration): number {
  return options.timeoutMs ?? attemptTimeoutMs(contract, calibration);
}

function findingOf(saved: SavedFinding, witness: { history: History; failure: Failure }, runs: number, failures: number): Finding {
  const { plan } = saved.history.head;
  const { violation, consequences } = witness.failure;
  return {
    property: saved.property, cause: saved.cause, violation, consequences, plan, history: witness.history, address: plan.address, seen: failures,
    reproduction: { runs, failures, minimal: true, candidates: 0 },
  };
}
