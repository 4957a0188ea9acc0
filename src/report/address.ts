import type { PlanAddress } from '../model/index.js';

/** A plan's address on one line: `1234:loss+overlap:17`. */
export function addressText({ seed, climate, index }: PlanAddress): string {
  return `${seed}:${climate.length === 0 ? 'calm' : climate.join('+')}:${index}`;
}
