import type { Share } from '../model/index.js';

/** Standard errors on either side; apart by both, chance explains less than one campaign in 10,000. */
const Z = 3;

/** Bounds of a probability from a sample (Wilson's score interval); 0 to 1 where nothing was tried. */
export function bounds({ hits, trials }: Share): readonly [low: number, high: number] {
  if (trials === 0) return [0, 1];
  const rate = hits / trials;
  const square = Z * Z;
  const middle = rate + square / (2 * trials);
  const spread = Z * Math.sqrt((rate * (1 - rate)) / trials + square / (4 * trials * trials));
  const scale = 1 + square / trials;
  return [Math.max(0, (middle - spread) / scale), Math.min(1, (middle + spread) / scale)];
}

/** True where the cases are hit so much more often than the base that chance does not explain it. */
export function isBeyondChance(cases: Share, base: Share): boolean {
  return bounds(cases)[0] > bounds(base)[1];
}

export function addShares(a: Share, b: Share): Share {
  return { hits: a.hits + b.hits, trials: a.trials + b.trials };
}
