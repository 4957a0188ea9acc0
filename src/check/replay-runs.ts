import { classify } from '../contracts/index.js';
import { judgeHistory } from '../judge/index.js';
import type { History, Plan, Session } from '../model/index.js';
import { readFacts } from '../model/index.js';
import { execute } from '../run/execute.js';
import type { Failure } from '../run/judging.js';
import { lookAgain, lookedAfterMs } from '../run/last-look.js';
import type { Rig } from '../run/rig.js';
import type { Rerunning } from '../run/shrink.js';
import { silenceIn } from '../run/silence.js';
import type { DriftWatch } from './drift.js';
import { watchDrift } from './drift.js';
import { NoVerdictError } from './options.js';
import { cleanRunsNeeded, enoughRuns } from './outweigh.js';
import type { SavedFinding, Shown, Sought } from './replay-shown.js';
import { shownBy, soughtIn } from './replay-shown.js';
import { watchSilence } from './replay-silence.js';
import { hasPassed } from './replay-verdict.js';
import type { Run } from './run.js';
import { createRig } from './session.js';
import { lengthMsOf } from './shrinking.js';
import { attemptTimeoutMs } from './timing.js';

/** A run that fails as it was saved, or else any that fails. */
export interface Witness {
  readonly history: History;
  readonly failure: Failure;
}

/** What came of running a saved plan again and again. */
export interface Reruns {
  readonly sought: Sought;
  /** One for each run that was not cut off. */
  readonly shown: readonly Shown[];
  readonly needed: number | undefined;
  readonly hurried: boolean;
  readonly witness: Witness | undefined;
  readonly drift: DriftWatch;
}

/** @throws NoVerdictError where the target is not there or goes down, and where the replay is stopped before anything failed */
export async function runAgain(session: Session, run: Run, saved: SavedFinding, plan: Plan): Promise<Reruns> {
  const rig = rigFor(session, run, saved);
  const { properties } = run.chosen;
  const sought = soughtIn(saved, properties, classify);
  const look = looking(rig, run, saved);
  const drift = watchDrift(saved.history, classify);
  const silence = watchSilence();
  const shown: Shown[] = [];
  let passed = 0;
  let witness: Witness | undefined;
  const rerun = async (): Promise<Rerunning> => {
    const history = await look.at(await execute(plan, rig, run.nextRun()));
    const facts = readFacts(history, classify);
    drift.see(facts.attempts);
    const each = shownBy(judgeHistory(history, properties, classify, facts), sought);
    const { failure } = each;
    const isGone = silence.see(facts, failure === undefined ? silenceIn(history) : undefined);
    const cut = rig.signal.aborted || rig.gate.exhausted || isGone;
    // What was cut off says nothing where it did not fail.
    if (!cut || failure !== undefined) shown.push(each);
    if (!cut && hasPassed(each)) passed += 1;
    if (failure === undefined) return { history, tookMs: 0, cut };
    if (witness === undefined || (witness.failure.cause !== sought.cause && failure.cause === sought.cause)) witness = { history, failure };
    return { history, failure, tookMs: 0, cut };
  };
  const needed = cleanRunsNeeded(saved.reproduction);
  const expectedMs = lengthMsOf(saved.history);
  const { timing, stop } = run;
  const mayGoOn = (): boolean => timing.nowMs() < timing.endsAtMs && !stop.aborted;
  await enoughRuns({ plan, rerun, expectedMs, mayGoOn }, needed, { passed: () => passed, fits: () => timing.nowMs() + expectedMs < timing.endsAtMs });
  if (witness === undefined && stop.aborted) throw new NoVerdictError('the replay was interrupted before it came to a verdict', 130);
  silence.insist(run, shown.length, witness !== undefined);
  return { sought, shown, needed, hurried: look.hurried, witness, drift };
}

function rigFor(session: Session, run: Run, { history: { head: { contract, calibration } } }: SavedFinding): Rig {
  const timeoutMs = run.options.timeoutMs ?? attemptTimeoutMs(contract, calibration);
  return createRig({ ...run, session, contract, calibration, timeoutMs, signal: run.stop });
}

/** What is forgotten with time is forgotten only then: a finding of the last look is looked for as late as it was seen. */
function looking(rig: Rig, { timing }: Run, { history }: SavedFinding): { at(executed: History): Promise<History>; readonly hurried: boolean } {
  const lookMs = lookedAfterMs(history);
  let hurried = false;
  return {
    get hurried() {
      return hurried;
    },
    async at(executed) {
      if (lookMs === undefined) return executed;
      const leftMs = Math.max(0, timing.endsAtMs - timing.nowMs());
      hurried ||= leftMs < lookMs;
      await rig.clock.sleep(Math.min(lookMs, leftMs), rig.signal);
      return lookAgain(executed, rig, true);
    },
  };
}
