import type { PlanContext } from '../generate/types.js';
import { featuresFor } from '../judge/index.js';
import type { History, Note, Plan } from '../model/index.js';
import { defined } from '../model/index.js';
import type { CampaignState } from '../run/campaign.js';
import type { CampaignOptions } from '../run/campaign.js';
import { createAwaited } from '../run/awaited.js';
import { runCampaign } from '../run/campaign.js';
import type { Rig } from '../run/rig.js';
import { eitherSignal } from '../run/signals.js';
import type { Wish } from '../run/steer.js';
import { ageingOf } from './ageing.js';
import { announcer } from './announcer.js';
import { concluding } from './concluding.js';
import type { Bench } from './judging.js';
import { canEnd, plansPerClimate } from './lasting.js';
import type { CommonOptions, Progress, SeenViolation } from './options.js';
import type { CampaignPlans } from './plans.js';
import { campaignPlans } from './plans.js';
import { oneAtATime } from './one-at-a-time.js';
import type { Wanted } from './required.js';
import { sizeOf } from './shrinking.js';
import type { Found, Timing } from './timing.js';
import { cleanLeftMs, isCampaignOver, lastEndMs, leftMs } from './timing.js';

export interface CampaignInput {
  readonly rig: Rig;
  readonly context: PlanContext;
  readonly seed: number;
  readonly bench: Bench;
  readonly options: CommonOptions;
  /** Situations that were required; default none. */
  readonly wanted?: readonly Wanted[];
  readonly timing: Timing;
  /** Aborted by the user: no new plan, but what runs is settled. */
  readonly stop: AbortSignal;
  readonly nextRun: () => { readonly id: string; readonly salt: string };
  readonly onHistory: (history: History, failed: readonly string[]) => void;
  /** Each violation once, when it is first seen; suspicions are none. */
  readonly onViolation: (violation: SeenViolation, history: History) => void;
  /** What the user should know besides. */
  readonly onNote: (note: Note) => void;
  readonly onPhase: (phase: Progress['phase'], state: CampaignState | undefined, detail?: string) => void;
}

/** Plans at once where nobody says. */
export const DEFAULT_CONCURRENCY = 16;
/** After Ctrl-C what runs may settle for so long. */
export const STOP_GRACE_MS = 4_000;
/** Once something was found, what still waits must not eat the time of shrinking. */
const FOUND_GRACE_MS = 1_000;
/** Overlaps and lost answers that a pass asks for; twice that, since the exit rule counts plans and some say nothing. */
const EXPOSURES = 40;

/** What a campaign came to. */
export interface Campaigned extends CampaignState {
  /** When it was ended for what it had found, though it had time left; absent: it was not. */
  readonly endedEarlyAtMs?: number;
}

/** Runs the campaign and its last look. */
export async function campaignStage(given: CampaignInput): Promise<Campaigned> {
  const ageing = ageingOf(given);
  const input = { ...given, timing: ageing.timing };
  const { timing, options, stop, rig } = input;
  const controller = new AbortController();
  const hardStop = (): void => controller.abort();
  const awaited = createAwaited();
  // A claim that a strike has left behind, and that is never let go of, would else be taken for one that only lasts.
  const atEnd = setTimeout(() => void awaited.none().then(hardStop), Math.max(0, given.timing.endsAtMs - timing.nowMs()));
  const atLast = setTimeout(hardStop, Math.max(0, lastEndMs(given.timing) - timing.nowMs()));
  let afterStop: NodeJS.Timeout | undefined;
  let endedEarlyAtMs: number | undefined;
  const stopAfter = (ms: number): void => {
    afterStop ??= setTimeout(hardStop, ms);
  };
  const onStop = (): void => stopAfter(STOP_GRACE_MS);
  stop.addEventListener('abort', onStop, { once: true });
  if (stop.aborted) onStop();
  try {
    const bounded: Rig = { ...rig, awaited, signal: eitherSignal(rig.signal, controller.signal) };
    const strikes = oneAtATime(rig.disruptions, timing);
    const fits = (plan: Plan): boolean => canEnd(plan, rig.calibration, timing) && strikes.fits(plan);
    const plans = campaignPlans(input.seed, input.context, { wanted: () => wantedFeatures(input.bench.reached, input.wanted ?? []), fits, perClimate: plansPerClimate(rig.calibration, timing, options.concurrency ?? DEFAULT_CONCURRENCY) });
    const onHistory = (history: History, failed: readonly string[]): void => {
      strikes.over(history);
      input.onHistory(history, failed);
      // What still waits would take the time in which this is run again.
      if (failed.length > 0 && leftMs(given.timing) <= 0) stopAfter(FOUND_GRACE_MS);
    };
    const onFound = (): void => {
      if (cleanLeftMs(timing) > 0) endedEarlyAtMs ??= timing.nowMs();
      stopAfter(FOUND_GRACE_MS);
    };
    const campaign = { ...campaignOptions({ ...input, rig: bounded, onHistory }, plans, onFound), onSettling: strikes.settling };
    const state = await runCampaign(campaign);
    input.onPhase('final probes', state);
    const clean = !(options.failFast === true && state.firstFailureAtMs !== undefined);
    if (state.lost === undefined && clean) await concluding({ ...input, rig: bounded, plans, ageing }, campaign, state);
    return { ...state, ...defined({ endedEarlyAtMs }) };
  } finally {
    clearTimeout(atEnd);
    clearTimeout(atLast);
    clearTimeout(afterStop);
    stop.removeEventListener('abort', onStop);
  }
}

function campaignOptions({ rig, bench, options, timing, stop, nextRun, onHistory, onPhase, onViolation }: CampaignInput, plans: CampaignPlans, onFound: () => void): CampaignOptions {
  let borneOutAtMs: number | undefined;
  const announce = announcer(onViolation);
  const found = (state: CampaignState): Found => {
    const suspects = [...state.sightings.values()].filter(({ best: [{ failure }] }) => failure.suspect);
    const open = suspects.filter(({ best: [{ failure }] }) => !bench.isFinding(failure));
    if (open.length < suspects.length) borneOutAtMs ??= timing.nowMs();
    return { ...defined({ firstAtMs: state.firstFailureAtMs ?? borneOutAtMs }), suspects: open.length > 0 };
  };
  return {
    rig,
    judge: bench.judge,
    rejudge: bench.judgeLate,
    nextPlan: () => plans.next(),
    sizeOf,
    nextRun,
    plansAtOnce: options.concurrency ?? DEFAULT_CONCURRENCY,
    maxPlans: options.runs ?? Infinity,
    isOver(state) {
      onPhase('campaign', state);
      const known = found(state);
      const over = isCampaignOver(timing, known, options.failFast === true) || leftMs(timing) < rig.calibration.durationMs;
      if (over && known.firstAtMs !== undefined) onFound();
      return stop.aborted || over;
    },
    onHistory(history, failures) {
      const proven = failures.filter(({ suspect }) => !suspect);
      onHistory(history, proven.map(({ property }) => property));
      for (const failure of proven) announce(failure, history);
    },
  };
}

/** What a pass still misses, and promises about time that were not put to the test yet, steer which climates are drawn. */
function wantedFeatures(reached: ReadonlyMap<string, number>, wanted: readonly Wanted[]): Wish {
  const isShort = (situation: string, atLeast: number): boolean => (reached.get(situation) ?? 0) < atLeast;
  const core = [
    ...(isShort('overlapped', EXPOSURES) ? (['overlap'] as const) : []),
    ...(isShort('answer lost', EXPOSURES) ? (['loss'] as const) : []),
    ...(isShort('retried late in the retention', EXPOSURES) || isShort('retried after the retention', EXPOSURES) ? (['expiry'] as const) : []),
    ...(isShort('retried beyond the lease', EXPOSURES) ? (['lease'] as const) : []),
  ];
  return { core, required: wanted.filter(({ situation, atLeast }) => isShort(situation, atLeast)).flatMap(({ situation }) => featuresFor(situation)) };
}
