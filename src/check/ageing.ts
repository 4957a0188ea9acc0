import { drawPlan, featuresAvailable } from '../generate/index.js';
import type { PlanContext } from '../generate/types.js';
import type { Note, Plan } from '../model/index.js';
import { isAgeing, isClockNote } from '../run/ageing.js';
import type { CampaignOptions, CampaignState } from '../run/campaign.js';
import { runOne } from '../run/campaign.js';
import type { Rig } from '../run/rig.js';
import type { Timing } from './timing.js';

/** As many as find what shows in every tenth, and no more: what a clock does is seldom a matter of chance. */
const MOST = 30;
/** Not every plan of a climate draws what the climate is for. */
const DRAWN = 10 * MOST;

/** This much of the time is left for it. */
const SHARE = 0.2;

interface AgeingInput {
  readonly seed: number;
  readonly context: PlanContext;
  readonly rig: Rig;
  readonly timing: Timing;
  readonly onNote: (note: Note) => void;
}

/** Plans that age the target. */
export interface Ageing {
  /** The campaign's own time, which ends sooner where there are such plans. */
  readonly timing: Timing;
  /** Runs them, one after the other, until it is over, when all else is done: whatever the target remembers ages too. */
  run(campaign: CampaignOptions, state: CampaignState, isOver: () => boolean): Promise<void>;
}

/** Where the target's clock can be moved, and the retention is too long to be waited for. */
export function ageingOf({ seed, context, rig, timing, onNote }: AgeingInput): Ageing {
  const plans = ageingPlans(rig, seed, context);
  const { startedAtMs, endsAtMs } = timing;
  return {
    timing: plans.length === 0 ? timing : { ...timing, endsAtMs: endsAtMs - (endsAtMs - startedAtMs) * SHARE },
    async run(campaign, state, isOver) {
      for (const plan of plans) {
        if (isOver() || campaign.rig.gate.isAtCap) return;
        const { events } = await runOne(campaign, state, plan);
        const failure = events.find((event) => event.type === 'note' && isClockNote(event.text));
        if (failure?.type !== 'note') continue;
        onNote({ kind: 'warning', text: failure.text });
        return;
      }
    },
  };
}

function ageingPlans(rig: Rig, seed: number, context: PlanContext): Plan[] {
  const patient = { ...context, longestWaitMs: Infinity };
  if (rig.session.advanceClock === undefined || featuresAvailable(context).includes('expiry') || !featuresAvailable(patient).includes('expiry')) return [];
  const drawn = Array.from({ length: DRAWN }, (_, index) => drawPlan({ seed, climate: index % 2 === 0 ? ['expiry'] : ['expiry', 'overlap'], index }, context));
  return drawn.filter((plan) => isAgeing(plan, rig)).slice(0, MOST);
}
