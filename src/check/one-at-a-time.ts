import type { History, Plan } from '../model/index.js';
import type { Disruptions } from '../run/disruptions.js';
import type { Timing } from './timing.js';

/** What a process does right after its start takes longer than what comes so much later. */
const WARM_MS = 50;

/**
 * One plan after the other strikes the target, and all that are under way share it: the next may strike once the target is back,
 * and has served for a moment. A process that has just started is slow at first, and what is aimed by its duration would
 * strike before the work has begun.
 */
export function oneAtATime(disruptions: Disruptions | undefined, { nowMs }: Timing): { fits(plan: Plan): boolean; settling(plan: Plan): void; over(history: History): void } {
  let striking: Plan | undefined;
  let warmAtMs = 0;
  disruptions?.join(({ begins }) => {
    if (begins !== undefined) return;
    striking = undefined;
    warmAtMs = nowMs() + WARM_MS;
  });
  return {
    fits(plan) {
      if (plan.disruptions.length === 0) return true;
      if (striking !== undefined || nowMs() < warmAtMs) return false;
      striking = plan;
      return true;
    },
    // A process needs its time to start; what was only cut off from its store serves again by then.
    settling(plan) {
      if (plan === striking && plan.disruptions.every(({ kind }) => kind === 'outage')) striking = undefined;
    },
    over({ head: { plan } }) {
      if (plan === striking) striking = undefined;
    },
  };
}
