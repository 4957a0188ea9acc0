import type { CampaignOptions, CampaignState } from '../run/campaign.js';
import { recordLate, runOne } from '../run/campaign.js';
import { lookAgain } from '../run/last-look.js';
import type { Rig } from '../run/rig.js';
import type { Ageing } from './ageing.js';
import type { Bench } from './judging.js';
import type { CampaignPlans } from './plans.js';
import type { Timing } from './timing.js';

/** By then the last look must be over: a few plans can only run after it. */
const LAST_LOOK_SHARE = 0.94;
/** Histories that are looked at together at the end. */
const LAST_LOOK_WIDTH = 32;
/** One in so many finished histories is sent again at the end. */
const RESEND_EVERY = 4;

interface ConcludingInput {
  readonly rig: Rig;
  readonly bench: Pick<Bench, 'isFinding'>;
  readonly timing: Timing;
  readonly stop: AbortSignal;
  readonly plans: Pick<CampaignPlans, 'closing' | 'revocation'>;
  readonly ageing: Pick<Ageing, 'run'>;
}

/** What comes last. Some of it cannot be undone, so none of it begins once the user has stopped the run, or its time is over. */
export async function concluding(input: ConcludingInput, campaign: CampaignOptions, state: CampaignState): Promise<void> {
  const { plans, ageing } = input;
  const isOver = (): boolean => input.stop.aborted || input.rig.signal.aborted;
  await lastLook(input, campaign, state, isOver);
  for (const plan of plans.closing()) if (!isOver()) await runOne(campaign, state, plan);
  await ageing.run(campaign, state, isOver);
  // What was found must be rerun with the credentials that it was found with.
  const found = [...state.sightings.values()].some(({ best: [{ failure }] }) => input.bench.isFinding(failure));
  const revocation = found || isOver() ? null : plans.revocation();
  if (revocation !== null) await runOne(campaign, state, revocation);
}

/** Probes everything once more, and sends a sample again: late effects and forgotten keys count. */
async function lastLook({ rig, timing }: ConcludingInput, campaign: CampaignOptions, state: CampaignState, isOver: () => boolean): Promise<void> {
  const waiting = [...state.retained];
  const endsAtMs = timing.startedAtMs + (timing.endsAtMs - timing.startedAtMs) * LAST_LOOK_SHARE;
  let index = 0;
  const worker = async (): Promise<void> => {
    for (let counted = waiting[index]; counted !== undefined; counted = waiting[index]) {
      const resend = index % RESEND_EVERY === 0;
      index += 1;
      if (isOver() || rig.gate.isAtCap || timing.nowMs() >= endsAtMs) return;
      recordLate(campaign, state, counted, await lookAgain(counted.history, rig, resend));
    }
  };
  await Promise.all(Array.from({ length: LAST_LOOK_WIDTH }, worker));
}
