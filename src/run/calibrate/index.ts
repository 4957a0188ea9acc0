import type { AttemptFacts, Calibration, Contract, Facts, History, Lane, Note, Observation, Plan, Trouble } from '../../model/index.js';
import { readFacts } from '../../model/index.js';
import { execute } from '../execute.js';
import type { Rig } from '../rig.js';
import { quantile } from './durations.js';
import { observe, tookMs } from './observe.js';
import { tryLiterals } from './literals.js';
import { calibrateProbes } from './probes.js';
import type { Ordinary } from './questions.js';
import { pair, QUESTIONS, single } from './questions.js';
import { notAccepted, unreachable } from './trouble.js';

export interface CalibrateOptions {
  /** Its calibration is a provisional one, its contract the one to start from. */
  readonly rig: Rig;
  /** The nth ordinary plan: one operation, no features. */
  readonly ordinary: (n: number) => Plan;
  /** An ordinary plan on another route; undefined where none can be drawn. */
  readonly ordinaryOn: (route: number) => Plan | undefined;
  readonly nextRun: () => { readonly id: string; readonly salt: string };
  readonly where: string;
  readonly onHistory: (history: History) => void;
}

export type Calibrated =
  | { readonly calibration: Calibration; readonly notes: readonly Note[] }
  /** The campaign cannot begin; `partial` is what was learnt all the same. */
  | { readonly trouble: Trouble };

/** Requests that warm the target up and are not measured. */
const WARM_UP = 3;
/** Requests that are measured, and times that each question is asked. */
const TIMES = 5;
/** An in-flight claim is not waited for in calibration: the campaign does that. */
const CALIBRATION_LEASE_MS = 1_000;
const MAX_DURATION_MS = 10_000;

/** The ways in which an execution is asked and read in calibration. */
export interface Ask {
  readonly options: CalibrateOptions;
  run(plan: Plan): Promise<Facts>;
}

/**
 * Asks the target a handful of plain questions before the campaign. Every question is a literal plan that goes through
 * the same executor as all others, so that what is learnt here is what will be seen there.
 */
export async function calibrate(options: CalibrateOptions): Promise<Calibrated> {
  const { rig, ordinary } = options;
  const ask = createAsk(options);
  const measured: AttemptFacts[] = [];
  let facts: Facts | undefined;
  for (let n = 0; n < WARM_UP + TIMES; n += 1) {
    facts = await ask.run(single(ordinary(n)));
    const attempt = facts.operations[0]?.attempts[0];
    const trouble = troubleOf(facts, attempt, options.where);
    // One bad answer is no verdict: a flaky target is asked once more before it is given up.
    if (trouble !== undefined && n >= 2 && measured.length === 0) return { trouble };
    if (trouble === undefined && attempt !== undefined) measured.push(attempt);
  }
  if (measured.length === 0 || facts === undefined) return { trouble: { kind: 'unreachable', message: `${options.where} was not asked`, hint: 'run again' } };
  const took = measured.slice(-TIMES).map(tookMs);
  const durationMs = Math.min(Math.max(quantile(took, 0.5), 0.2), MAX_DURATION_MS);
  const probes = await calibrateProbes(ask);
  if ('trouble' in probes) return probes;
  const known = withCalibration(ask, { probes: probes.probes, durationMs, durationP95Ms: Math.max(quantile(took, 0.95), durationMs) });
  const [observations, lanes, literals] = await Promise.all([askAll(known), workingLanes(known), tryLiterals(known)]);
  const calibration: Calibration = {
    ...known.options.rig.calibration,
    lanes,
    observations,
    ...literals,
    acceptedBodies: rig.blueprint.target.routes.map(({ bodies }) => bodies.map(() => true)),
  };
  return { calibration, notes: probes.notes };
}

function createAsk(options: CalibrateOptions): Ask {
  const contract: Contract = { ...options.rig.contract, leaseMs: Math.min(options.rig.contract.leaseMs ?? CALIBRATION_LEASE_MS, CALIBRATION_LEASE_MS) };
  const rig = { ...options.rig, contract };
  return {
    options: { ...options, rig },
    async run(plan) {
      const history = await execute(plan, rig, options.nextRun());
      options.onHistory(history);
      return readFacts(history, rig.classify);
    },
  };
}

function withCalibration(ask: Ask, known: Partial<Calibration>): Ask {
  const { options } = ask;
  return createAsk({ ...options, rig: { ...options.rig, calibration: { ...options.rig.calibration, ...known } } });
}

function troubleOf(facts: Facts, attempt: AttemptFacts | undefined, where: string): Trouble | undefined {
  if (facts.unfit !== undefined) return { kind: 'inconclusive', message: facts.unfit, hint: 'make the --setup requests succeed on their own first' };
  if (attempt === undefined) return { kind: 'interrupted', message: `${where} was not asked`, hint: 'give the run more requests or time' };
  if (attempt.answer === undefined) return unreachable(attempt, where);
  return attempt.answer.class === 'accepted' ? undefined : notAccepted(attempt);
}

async function askAll({ options, run }: Ask): Promise<Observation[]> {
  const { rig, ordinary } = options;
  const { target } = rig.blueprint;
  const route = target.routes[0];
  const answered = QUESTIONS.map(async ({ ask, plan }): Promise<Observation | undefined> => {
    const asked = Array.from({ length: TIMES }, async (_, time) => {
      const made = plan({
        plan: ordinary(100 + time * 2), other: ordinary(101 + time * 2), hasKey: target.key !== null,
        hasTree: route !== undefined && route.bodies.length > 0, principals: target.principals.length, routes: target.routes.length,
      } satisfies Ordinary);
      return made === undefined ? undefined : observe(await run(made));
    });
    const answers = (await Promise.all(asked)).filter((answer) => answer !== undefined);
    return answers.length === 0 ? undefined : { question: ask, answers };
  });
  return (await Promise.all(answered)).filter((each) => each !== undefined);
}

/** Lanes on which two ordinary operations were answered: found out here, not in the campaign. */
async function workingLanes({ options, run }: Ask): Promise<readonly Lane[]> {
  const offered = options.rig.session.racing?.lanes ?? [];
  const working = await Promise.all(
    offered.map(async (lane) => {
      if (lane === 'pooled') return true;
      const { operations } = await run(pair(options.ordinary(0), lane));
      return operations.every(({ attempts }) => attempts[0]?.answer !== undefined);
    }),
  );
  return ['pooled', ...offered.filter((lane, index) => lane !== 'pooled' && working[index] === true)];
}
