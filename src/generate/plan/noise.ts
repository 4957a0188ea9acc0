import type { Attempt, Filler, Variant } from '../../model/index.js';
import type { Dice } from '../dice.js';
import type { PlanContext } from '../types.js';

/** True where calibration saw some header without meaning, or another framing, accepted. */
export function noisePossible({ calibration: { noise = [], framings = [] } }: PlanContext): boolean {
  return noise.length + framings.length > 0;
}

/** What one attempt differs in without meaning anything by it: mostly one header, sometimes several, or how it is written. */
export function drawNoise(dice: Dice, { calibration: { noise = [], framings = [] } }: PlanContext, { start, fault }: Attempt, isFirst: boolean): Variant {
  // On a barrier, which only first attempts lead, a connection of its own would come late; a fault has its own way of writing.
  const framed = framings.length > 0 && !isFirst && start.kind !== 'together' && (fault === undefined || fault.kind === 'response-withheld');
  if (framed && (noise.length === 0 || dice.chance(0.35))) return { framing: dice.pick(framings) };
  return noise.length === 0 ? {} : { noise: dice.some(noise, dice.chance(0.6) ? 1 : dice.int(1, noise.length)).toSorted() };
}

/** Up to 16 KB mostly, since limits are mostly powers of two; as much as was accepted sometimes. */
export function drawFiller(dice: Dice, fillers: readonly Filler[]): Filler {
  const { pointer, length: most } = dice.pick(fillers);
  const wanted = dice.weighted<() => number>([
    [20, () => dice.int(200, 2_000)],
    [50, () => dice.int(4_096, 16_384)],
    [20, () => dice.int(16_384, 65_536)],
    [10, () => most],
  ])();
  return { pointer, length: Math.min(wanted, most) };
}
