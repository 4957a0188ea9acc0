import type { AttemptFacts, Calibration, Evidence, Facts, Note, Trouble } from '../../model/index.js';
import type { Ask, CalibrateOptions } from './ask.js';
import { createAsk, withCalibration } from './ask.js';
import { calibrateDownstream } from './downstream.js';
import { quantile } from './durations.js';
import { hasAll } from '../execution.js';
import { gatherEvidence } from './evidence.js';
import { tookMs } from './exchange.js';
import { spokenLanes } from './lanes.js';
import { tryLiterals } from './literals.js';
import { tryLooks } from './looks.js';
import { calibrateProbes } from './probes.js';
import { single } from './questions.js';
import { lacksValue, notAccepted, unprepared, unreachable } from './trouble.js';

export type Calibrated =
  | { readonly calibration: Calibration; readonly evidence: readonly Evidence[]; readonly notes: readonly Note[] }
  /** The campaign cannot begin. */
  | { readonly trouble: Trouble };

/** Requests that warm the target up and are not measured. */
const WARM_UP = 3;
const MEASURED = 5;
/** Answers other than success in a row after which the target is given up: one bad answer is no verdict. */
const PATIENCE = 3;
/** A target that answers at once still has a duration: fractions of it must mean something. */
const LEAST_DURATION_MS = 0.2;

/**
 * Asks the target a handful of plain questions before the campaign. Every question is a literal plan that goes through
 * the same executor as all others, so that what is learnt here is what will be seen there.
 */
export async function calibrate(options: CalibrateOptions): Promise<Calibrated> {
  const ask = createAsk(options);
  const warm = await measure(ask);
  if ('trouble' in warm) return warm;
  const lacking = unanswerable(ask, warm.measured);
  if (lacking !== undefined) return { trouble: lacking };
  const took = warm.measured.slice(-MEASURED).map(tookMs);
  const durationMs = Math.max(quantile(took, 0.5), LEAST_DURATION_MS);
  const timed = withCalibration(ask, { durationMs, durationP95Ms: Math.max(quantile(took, 0.95), durationMs) });
  const reached = await calibrateDownstream(timed);
  if ('trouble' in reached) return (await goneMeanwhile(timed)) ?? reached;
  const called = reached.downstream === undefined ? timed : withCalibration(timed, { downstream: reached.downstream });
  const probes = await calibrateProbes(called);
  if ('trouble' in probes) return (await goneMeanwhile(called)) ?? probes;
  const known = withCalibration(called, { probes: probes.probes });
  const [literals, looks, lanes] = await Promise.all([tryLiterals(known), tryLooks(known), spokenLanes(known)]);
  const evidence = await gatherEvidence(known, literals.literals[0]);
  const calibration: Calibration = {
    ...known.options.rig.calibration,
    ...literals,
    ...looks,
    lanes,
  };
  return { calibration, evidence, notes: [...reached.notes, ...probes.notes] };
}

async function measure(ask: Ask): Promise<{ readonly measured: readonly AttemptFacts[] } | { readonly trouble: Trouble }> {
  const measured: AttemptFacts[] = [];
  let failed = 0;
  let before: Trouble | undefined;
  for (let n = 0; measured.length < WARM_UP + MEASURED; n += 1) {
    const facts = await ask.run(single(ask.options.ordinary(n)), { settled: false });
    const attempt = facts.operations[0]?.attempts[0];
    const trouble = troubleOf(facts, attempt, ask.options);
    if (trouble === undefined && attempt !== undefined) {
      measured.push(attempt);
      failed = 0;
      continue;
    }
    failed += 1;
    // What the target said before the run was cut short tells more than that it was.
    if (trouble?.kind === 'interrupted') return { trouble: before ?? trouble };
    if (trouble !== undefined && (failed === PATIENCE || (trouble.kind !== 'inconclusive' && measured.length === 0))) return { trouble };
    before = trouble;
  }
  return { measured };
}

/** A request that is made from what no answer has could never be sent, and nobody would notice. */
function unanswerable({ options }: Ask, measured: readonly AttemptFacts[]): Trouble | undefined {
  const { blueprint } = options.rig;
  const [main, ...others] = blueprint.target.routes.map(({ name }) => name);
  const answer = measured.at(-1)?.answer;
  if (answer === undefined || main === undefined) return undefined;
  for (const [index, also] of others.entries()) {
    const pointer = blueprint.answersNeeded(index + 1).find((each) => !hasAll(answer.tree, [each]));
    if (pointer !== undefined) return lacksValue(answer, pointer, [main, also]);
  }
  return undefined;
}

/** A probe that cannot be read may be the first sign that the whole target has gone. */
async function goneMeanwhile(ask: Ask): Promise<{ readonly trouble: Trouble } | undefined> {
  const { operations } = await ask.run(single(ask.options.ordinary(0)), { settled: false });
  const attempt = operations[0]?.attempts[0];
  if (attempt === undefined || attempt.answer !== undefined || attempt.reason === 'interrupted') return undefined;
  return { trouble: unreachable(attempt, ask.options.where) };
}

function troubleOf(facts: Facts, attempt: AttemptFacts | undefined, { where, rig }: CalibrateOptions): Trouble | undefined {
  if (facts.unfit !== undefined) return unprepared(facts.unfit, facts.history);
  if (attempt === undefined) {
    if (rig.gate.exhausted) return { kind: 'inconclusive', message: `the cap of ${rig.gate.count} requests was reached in calibration`, hint: 'raise --requests' };
    return { kind: 'interrupted', message: `${where} was not asked`, hint: 'give the run more time' };
  }
  if (attempt.answer === undefined) return unreachable(attempt, where);
  return attempt.answer.class === 'accepted' ? undefined : notAccepted(attempt);
}
