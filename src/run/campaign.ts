import type { History, Plan, RecordedBody } from '../model/index.js';
import { execute } from './execute.js';
import type { Failure, Judge, Sightings } from './judging.js';
import { failureKey, withSighting } from './judging.js';
import { createLoad } from './load.js';
import type { Place } from './occupancy.js';
import { occupying } from './occupancy.js';
import type { Rig } from './rig.js';
import type { Lost, Silence } from './silence.js';
import { createSilence } from './silence.js';

export interface CampaignOptions {
  readonly rig: Rig;
  /** Judges and counts: each plan once. */
  readonly judge: Judge;
  /** Judges a history whose plan has been counted. */
  readonly rejudge: Judge;
  readonly plansAtOnce: number;
  readonly maxPlans: number;
  /** The next plan; addresses are the caller's business. */
  readonly nextPlan: () => Plan;
  readonly sizeOf: (plan: Plan) => number;
  readonly nextRun: () => { readonly id: string; readonly salt: string };
  /** True once no new plan is to be started. */
  readonly isOver: (state: CampaignState) => boolean;
  readonly onHistory: (history: History, failures: readonly Failure[]) => void;
  /** The planned attempts of a plan are over, and what it did to the target with them. */
  readonly onSettling?: (plan: Plan) => void;
}

/** A history that has been counted, with the situations that were counted of it. */
export interface Retained {
  readonly history: History;
  readonly situations: readonly string[];
}

/** What a campaign has found so far. */
export interface CampaignState {
  readonly plans: number;
  readonly situations: ReadonlyMap<string, number>;
  /** By failure key. */
  readonly sightings: ReadonlyMap<string, Sightings>;
  /** Clean histories, kept for the last look. */
  readonly retained: readonly Retained[];
  /** When the first violation was seen, by the rig's clock. */
  readonly firstFailureAtMs: number | undefined;
  /** Why the target seems to have gone. */
  readonly lost: Lost | undefined;
}

/** Plans under way for each place, those that only wait among them: they may all send again at one moment. */
const UNDER_WAY_PER_PLACE = 12;
/** Histories kept for the last look: enough to notice, few enough to hold. */
const MAX_RETAINED = 2_000;
const MAX_RETAINED_CHARS = 64 * 2 ** 20;

interface Mutable {
  plans: number;
  situations: Map<string, number>;
  sightings: Map<string, Sightings>;
  retained: Retained[];
  retainedChars: number;
  firstFailureAtMs: number | undefined;
  lost: Lost | undefined;
  readonly silence: Silence;
}

/** Runs plans side by side until it is over. Resolves when all that were started have ended. */
export async function runCampaign(options: CampaignOptions): Promise<CampaignState> {
  const { rig } = options;
  const state: Mutable = { plans: 0, situations: new Map(), sightings: new Map(), retained: [], retainedChars: 0, firstFailureAtMs: undefined, lost: undefined, silence: createSilence() };
  const load = createLoad(options.plansAtOnce, rig.calibration.durationP95Ms);
  const running = new Set<Promise<void>>();
  let started = 0;
  let active = 0;
  // An error of the kit itself: no plan is started after it, and it is thrown once those under way have ended.
  let broken: { readonly error: unknown } | undefined;
  let wake = (): void => undefined;
  const mayStart = (): boolean =>
    started < options.maxPlans && broken === undefined && state.lost === undefined && !rig.gate.isNearCap && !rig.signal.aborted && !options.isOver(state);
  // Who asks for one plan at a time wants them one after the other, pauses and all.
  const mayOverlap = options.plansAtOnce > 1;
  const place: Place = {
    enter() {
      active += 1;
    },
    leave() {
      active -= 1;
      wake();
    },
  };
  const launch = (afterMs: number): void => {
    started += 1;
    place.enter();
    const { rig: own, end } = mayOverlap ? occupying(rig, place) : { rig, end: place.leave };
    const one = (async () => load.observe(await runLater(afterMs, { ...options, rig: own }, state, options.nextPlan())))()
      .catch((error: unknown) => {
        broken ??= { error };
      })
      .finally(() => {
        running.delete(one);
        end();
        wake();
      });
    running.add(one);
  };
  const noteFailure = (): void => {
    if (rig.disruptions?.failure !== undefined) state.lost = { reason: 'other', detail: rig.disruptions.failure };
  };
  let struckMs = 0;
  while (mayStart()) {
    await rig.disruptions?.calm();
    noteFailure();
    // All at once they would all be equally far when the next strike comes, and none in the midst of what only takes a moment.
    const nowMs = rig.disruptions?.struckMs() ?? 0;
    const spreadMs = nowMs === struckMs ? 0 : rig.calibration.durationMs / load.limit;
    struckMs = nowMs;
    for (let nth = 0; active < load.limit && running.size < options.plansAtOnce * UNDER_WAY_PER_PLACE && mayStart(); nth += 1) launch(nth * spreadMs);
    const woken = new Promise<void>((resolve) => {
      wake = resolve;
    });
    if (running.size > 0) await woken;
  }
  await Promise.all(running);
  noteFailure();
  if (broken !== undefined) throw broken.error;
  return state;
}

/** A plan that was drawn now, and begins a little later. */
async function runLater(afterMs: number, options: CampaignOptions, state: CampaignState, plan: Plan): Promise<History> {
  if (afterMs > 0) await options.rig.clock.sleep(afterMs, options.rig.signal);
  return runOne(options, state, plan);
}

/** Executes one plan as a part of the campaign, and judges it. */
export async function runOne(options: CampaignOptions, state: CampaignState, plan: Plan): Promise<History> {
  const history = await execute(plan, options.rig, { ...options.nextRun(), onSettling: () => options.onSettling?.(plan) });
  const mutable = state as Mutable;
  mutable.plans += 1;
  mutable.lost ??= mutable.silence.see(history);
  record(options, mutable, history);
  return history;
}

/** Files what the last look has added to a history whose plan has been counted: only what it found is news. */
export function recordLate(options: CampaignOptions, state: CampaignState, counted: Retained, continued: History): void {
  // Where nothing was added, nothing is to be judged: that takes as long as the look itself.
  if (continued.events.length === counted.history.events.length) return;
  // A name of its own: the history as it was has been written already.
  const history: History = { ...continued, head: { ...continued.head, id: `${continued.head.id}-late` } };
  const { failures, situations } = options.rejudge(history);
  count(state as Mutable, situations.filter((situation) => !counted.situations.includes(situation)));
  if (failures.length === 0) return;
  options.onHistory(history, failures);
  file(options, state as Mutable, history, failures, true);
}

/** Judges a history, counts its plan and files what it shows. */
function record(options: CampaignOptions, state: Mutable, history: History): void {
  const { failures, situations } = options.judge(history);
  count(state, situations);
  options.onHistory(history, failures);
  if (failures.length === 0) retain(state, { history, situations });
  else file(options, state, history, failures, false);
}

function count(state: Mutable, situations: readonly string[]): void {
  for (const situation of situations) state.situations.set(situation, (state.situations.get(situation) ?? 0) + 1);
}

function file(options: CampaignOptions, mutable: Mutable, history: History, failures: readonly Failure[], late: boolean): void {
  if (failures.some(({ suspect }) => !suspect)) mutable.firstFailureAtMs ??= options.rig.clock.nowMs();
  for (const failure of failures) {
    const key = failureKey(failure);
    mutable.sightings.set(key, withSighting(mutable.sightings.get(key), { failure, plan: history.head.plan, history, late }, options.sizeOf));
  }
}

/** A new one takes the place of an older one where there is no more room. */
function retain(state: Mutable, counted: Retained): void {
  const own = charsOf(counted.history);
  const held = state.retained.length;
  const isFull = held >= MAX_RETAINED || (held > 0 && state.retainedChars + own > MAX_RETAINED_CHARS);
  const at = isFull ? state.plans % held : held;
  const replaced = state.retained[at];
  const chars = state.retainedChars + own - (replaced === undefined ? 0 : charsOf(replaced.history));
  if (chars > MAX_RETAINED_CHARS) return;
  state.retainedChars = chars;
  state.retained[at] = counted;
}

/** What a history weighs: its bodies, and a little for each event. */
function charsOf({ events }: History): number {
  return events.reduce((sum, event) => sum + 200 + (event.type === 'complete' ? weight(event.response?.body) : event.type === 'invoke' ? weight(event.request.body) : 0), 0);
}

function weight(body: RecordedBody | undefined): number {
  return typeof body === 'string' ? body.length : (body?.base64.length ?? 0);
}
