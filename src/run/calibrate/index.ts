import type { AttemptFacts, Calibration, Evidence, Note, Trouble } from '../../model/index.js';
import type { Ask, CalibrateOptions } from './ask.js';
import { createAsk, withCalibration } from './ask.js';
import { calibrateDownstream } from './downstream.js';
import { hasAll } from '../execution.js';
import { gatherEvidence } from './evidence.js';
import { spokenLanes } from './lanes.js';
import { tryLiterals } from './literals.js';
import { tryLooks } from './looks.js';
import { measure } from './measure.js';
import { calibrateProbes } from './probes.js';
import { single } from './questions.js';
import { lacksValue, unreachable } from './trouble.js';

export type Calibrated = (
  | { readonly calibration: Calibration; readonly evidence: readonly Evidence[]; readonly notes: readonly Note[] }
  /** The campaign cannot begin. */
  | { readonly trouble: Trouble }
) & {
  /** Of an ordinary request, where it could be measured. */
  readonly durationMs?: number;
};

/**
 * Asks the target a handful of plain questions before the campaign. Every question is a literal plan that goes through
 * the same executor as all others, so that what is learnt here is what will be seen there.
 */
export async function calibrate(options: CalibrateOptions): Promise<Calibrated> {
  const ask = createAsk(options);
  const measured = await measure(ask);
  if ('trouble' in measured) return measured;
  const { durationMs, durationP95Ms, last, isSlow } = measured;
  const lacking = unanswerable(ask, last);
  if (lacking !== undefined) return { trouble: lacking };
  const timed = withCalibration(ask, { durationMs, durationP95Ms });
  const variety = isSlow ? startVariety(timed) : undefined;
  // Whoever waits for it comes later, and what it may reject with must not end the process before.
  variety?.whole.catch(() => undefined);
  const counted = await calibrateCounting(timed);
  if ('trouble' in counted) {
    await variety?.whole;
    return { ...counted, durationMs };
  }
  const { known, notes } = counted;
  const { literals, whole } = variety ?? startVariety(known);
  // What a fast target does all at once says nothing of how long it takes.
  if (!isSlow) await whole;
  const [evidence, found] = await Promise.all([literals.then((tried) => gatherEvidence(known, tried.literals[0])), whole]);
  return { calibration: { ...known.options.rig.calibration, ...found }, evidence, notes, durationMs };
}

interface Variety {
  readonly literals: ReturnType<typeof tryLiterals>;
  readonly whole: Promise<Pick<Calibration, 'literals' | 'required' | 'noise' | 'framings' | 'fillers' | 'lanes'>>;
}

/** In what plans may vary a request. Nothing is counted there, so a slow target may be asked for it beside all else. */
function startVariety(ask: Ask): Variety {
  const literals = tryLiterals(ask);
  const whole = Promise.all([literals, tryLooks(ask), spokenLanes(ask)]).then(([tried, looks, lanes]) => ({ ...tried, ...looks, lanes }));
  return { literals, whole };
}

type Counting = { readonly known: Ask; readonly notes: readonly Note[] };

/** How effects are to be counted, on the target's downstream and by the probes. */
async function calibrateCounting(timed: Ask): Promise<Counting | { readonly trouble: Trouble }> {
  const reached = await calibrateDownstream(timed);
  if ('trouble' in reached) return (await goneMeanwhile(timed)) ?? reached;
  const called = reached.downstream === undefined ? timed : withCalibration(timed, { downstream: reached.downstream });
  const probes = await calibrateProbes(called);
  if ('trouble' in probes) return (await goneMeanwhile(called)) ?? probes;
  return { known: withCalibration(called, { probes: probes.probes }), notes: [...reached.notes, ...probes.notes] };
}

/** A request that is made from what no answer has could never be sent, and nobody would notice. */
function unanswerable({ options }: Ask, last: AttemptFacts | undefined): Trouble | undefined {
  const { blueprint } = options.rig;
  const [main, ...others] = blueprint.target.routes.map(({ name }) => name);
  const answer = last?.answer;
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
