import { classify } from '../contracts/index.js';
import { climateOf, drawPlan, featuresAvailable, literalKeysOf, simplerPlans } from '../generate/index.js';
import type { PlanContext } from '../generate/types.js';
import { judgeHistory } from '../judge/index.js';
import type { Adapter, Finding, Judgement, Need, Plan, Property, Session, Trouble } from '../model/index.js';
import { execute } from '../run/execute.js';
import type { Rig } from '../run/rig.js';
import { neverSignal } from '../run/signals.js';
import type { Silence } from '../run/silence.js';
import { createSilence } from '../run/silence.js';
import { closed } from './closing.js';
import { keepOpen } from './keep-open.js';
import { needsGiven } from './needs.js';
import type { AdapterCheckOptions } from './options.js';
import { NoVerdictError } from './options.js';
import type { Run } from './run.js';
import { arrived, timingFrom, understand } from './run.js';
import { createRig, openProbes } from './session.js';
import { calibrateStage } from './stages.js';
import { byAdapter, troubleOpening } from './way.js';

/** What a lab may be told: it runs no campaign, so nothing about one. `timeMs` is the time that calibration may take, and `seed` that of its requests. */
export type LabOptions = Omit<AdapterCheckOptions, 'properties' | 'skipProperties' | 'require' | 'runs' | 'concurrency' | 'failFast' | 'beforeRun' | 'afterRun'>;

/** One plan at a time, for those who draw, repeat and shrink by themselves. */
export interface Lab {
  readonly properties: readonly Property[];
  /**
   * Opens the way and calibrates, where that was not done yet; nothing can be drawn before it.
   *
   * @throws NoVerdictError where the target cannot be tested
   */
  ready(): Promise<void>;
  /** The nth plan of a seed, in a climate of its own. No plan has a key that a target may meet only once. */
  draw(seed: number, n: number): Plan;
  /** Strictly simpler plans, the boldest first. */
  simpler(plan: Plan): Iterable<Plan>;
  /** Executes a plan and judges it. */
  run(plan: Plan): Promise<Trial>;
  /** Closes the way. It is opened again where it is needed again, and is closed by itself once it was idle for a second. */
  close(): Promise<void>;
}

/** What one execution of a plan showed. */
export interface Trial {
  /** The strongest violation. What only the rates of a whole campaign could prove is none. */
  readonly finding?: Finding;
  readonly judgements: ReadonlyMap<string, Judgement>;
  /** Ids of the properties that no other plan can put to the test either: not promised, or without what they need. */
  readonly vain: readonly string[];
}

/** Longer than anybody thinks between two runs, and shorter than a test suite waits for its sockets. */
const IDLE_MS = 1_000;

interface Bench {
  readonly session: Session;
  readonly rig: Rig;
  readonly context: PlanContext;
  readonly needs: readonly Need[];
  /** Of this session: a service may come back with another one. */
  readonly silence: Silence;
}

/** @throws UsageError where the options are wrong */
export function createLab(adapter: Adapter, properties: readonly (string | Property)[], options: LabOptions): Lab {
  const run = understand({ ...byAdapter(adapter, { ...options, properties }), hooks: {} });
  const chosen = run.chosen.properties;
  const way = keepOpen(() => openWay(run), IDLE_MS);
  let known: Bench | undefined;
  const benchOn = async (session: Session): Promise<Bench> => {
    if (known?.session !== session) known = known === undefined ? await calibrated(run, session) : moved(run, known, session);
    return known;
  };
  const context = (): PlanContext => {
    if (known === undefined) throw new Error('nothing can be drawn before the lab is ready');
    return known.context;
  };
  return {
    properties: chosen,
    ready: async () => {
      try {
        await way.using(benchOn);
      } catch (error) {
        const refused = troubleOpening(error);
        throw refused === undefined ? error : noVerdict(refused);
      }
    },
    draw: (seed, n) => drawn(seed, n, context()),
    simpler: (plan) => simplerPlans(plan, context()),
    run: (plan) => way.using(async (session) => trial(plan, await benchOn(session), run, chosen)),
    close: () => way.close(),
  };
}

/** The way, and with it what its probes need. Both are closed together. */
async function openWay({ way, target, resources }: Run): Promise<Session> {
  if (way.refused !== undefined) throw noVerdict(way.refused);
  const session = await openProbes(target, resources)
    .then((sink) => way.open(sink))
    .catch(async (error: unknown) => {
      await resources.close();
      throw error;
    });
  return { ...session, close: () => bothClosed(session, resources) };
}

async function calibrated(run: Run, session: Session): Promise<Bench> {
  const here = { ...arrived(run, session), timing: timingFrom(run.timing, run.options) };
  const stage = await calibrateStage({ ...here, session, signal: neverSignal() }, () => undefined);
  if ('trouble' in stage) throw noVerdict(stage.trouble);
  return { session, rig: stage.rig, context: stage.context, needs: needsGiven(here.target, stage.contract, here.timing), silence: createSilence() };
}

/** @throws where the way does not close, or not in time */
async function bothClosed(session: Session, resources: Run['resources']): Promise<void> {
  const [unclosed] = await Promise.all([closed(session), resources.close()]);
  if (unclosed !== undefined) throw new Error(unclosed.text);
}

/** The same target by a new session, which may have led to another port. What was learnt of it stays. */
function moved(run: Run, { rig, context, needs }: Bench, session: Session): Bench {
  // With the keys as calibration has found that they must be spelled.
  const { target, blueprint } = arrived({ ...run, target: rig.blueprint.target, blueprint: rig.blueprint }, session);
  const { gate, principals, resources } = run;
  const { contract, calibration, timeoutMs, signal } = rig;
  return { session, rig: createRig({ target, blueprint, session, gate, principals, resources, contract, calibration, timeoutMs, signal }), context: { ...context, blueprint }, needs, silence: createSilence() };
}

function drawn(seed: number, n: number, context: PlanContext): Plan {
  const climate = climateOf(seed, n, featuresAvailable(context));
  for (let index = n; ; index += 1) {
    const plan = drawPlan({ seed, climate, index }, context);
    if (literalKeysOf(plan).length === 0) return plan;
  }
}

async function trial(plan: Plan, { rig, needs, silence }: Bench, { nextRun, gate }: Run, properties: readonly Property[]): Promise<Trial> {
  const history = await execute(plan, rig, nextRun());
  const lost = silence.see(history);
  const { findings, judgements } = judgeHistory(history, properties, classify);
  const vain = properties.filter((property) => isVain(property, judgements.get(property.id), needs)).map(({ id }) => id);
  const [strongest] = findings;
  if (strongest === undefined) {
    if (lost !== undefined) throw new NoVerdictError(`the target stopped answering in mid-run (${lost.detail === '' ? lost.reason : lost.detail})`, 3, 'see why it went down');
    if (gate.exhausted) throw new NoVerdictError(`the cap of ${gate.count} requests was reached`, 4, 'raise requests');
    return { judgements, vain };
  }
  const reproduction = { runs: 0, failures: 0, minimal: false, candidates: 0 };
  return { judgements, vain, finding: { ...strongest, plan, history, address: plan.address, seen: 1, reproduction } };
}

/** Where any one of several needs is enough, plans differ in what they ask of the contract: then only a want of all is sure. */
function isVain({ needs, needsAny = false }: Property, judgement: Judgement | undefined, given: readonly Need[]): boolean {
  if (judgement?.verdict === 'skip') return !needsAny;
  if (judgement?.verdict !== 'unknown' || judgement.missing === undefined) return false;
  // Ids are looked for in every answer, and found or not.
  const wanting = (need: Need): boolean => need !== 'resource-id' && !given.includes(need);
  return needsAny ? needs.every(wanting) : wanting(judgement.missing);
}

function noVerdict({ kind, message, hint }: Trouble): NoVerdictError {
  return new NoVerdictError(message, kind === 'refused' ? 5 : kind === 'inconclusive' ? 4 : 3, hint);
}
