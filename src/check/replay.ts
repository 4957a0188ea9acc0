import { awake } from '../../adapters/awake.js';
import type { Finding, Plan, Session } from '../model/index.js';
import { defined } from '../model/index.js';
import type { RunEnd } from './around.js';
import { aroundRun, CAME_TO_NOTHING } from './around.js';
import { closed } from './closing.js';
import type { CheckHooks, CheckOptions } from './options.js';
import { NoVerdictError, UsageError } from './options.js';
import { outweighing } from './outweigh.js';
import type { Witness } from './replay-runs.js';
import { runAgain } from './replay-runs.js';
import type { Other, SavedFinding } from './replay-shown.js';
import type { Counts, ReplayResult } from './replay-verdict.js';
import { countsOf, EXIT_CODES, verdictOf } from './replay-verdict.js';
import type { Run } from './run.js';
import { arrived, timingFrom, understand } from './run.js';
import { planOf } from './saved.js';
import { openProbes } from './session.js';
import { placeText } from './target.js';
import { troubleOpening, wayOf } from './way.js';

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
  const { sought, shown, needed, hurried, witness, drift } = await runAgain(session, run, saved, plan);
  const { tested, passed, ...counts } = countsOf(shown, sought);
  const verdict = verdictOf({ ...counts, tested, passed, needed, hurried });
  const tookMs = run.timing.nowMs() - run.timing.startedAtMs;
  const finding = witness === undefined ? undefined : findingOf(saved, witness, counts);
  return {
    verdict, exitCode: EXIT_CODES[verdict], ...counts,
    others: counts.others.filter((other) => !isTold(other, finding)),
    // By runs of which none held, nobody can tell how long it takes.
    ...(verdict === 'UNSEEN' && needed !== undefined && passed > 0 ? { outweighing: outweighing(needed, { runs: passed, tookMs }) } : {}),
    ...(verdict === 'DRIFTED' ? { drift: drift.told() } : {}),
    ...defined({ finding }),
  };
}

/** True where the finding names it among what it brings about. */
function isTold({ property, cause }: Other, finding: Finding | undefined): boolean {
  return finding?.consequences.some((each) => each.property === property && each.cause === cause) === true;
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

function findingOf(saved: SavedFinding, { history, failure }: Witness, { runs, failures }: Pick<Counts, 'runs' | 'failures'>): Finding {
  const { plan } = saved.history.head;
  const { cause, violation, consequences } = failure;
  return {
    property: saved.property, cause, violation, consequences, plan, history, address: plan.address, seen: failures,
    reproduction: { runs, failures, minimal: true, candidates: 0 },
  };
}
