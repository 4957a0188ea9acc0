/** Confidence of every bound that the kit states. */
const MISS = 0.05;

/**
 * Lower bound of a failure rate at 95 %, one-sided (Clopper–Pearson: exact, so it never claims too much).
 *
 * @example
 * ```ts
 * lowerBound(20, 20).toFixed(2); // '0.86'
 * lowerBound(0, 20); // 0
 * ```
 */
export function lowerBound(failures: number, runs: number): number {
  if (failures === 0) return 0;
  let low = 0;
  let high = failures / runs;
  // The bound is where `failures` or more of `runs` become just 5 % likely; the tail grows with the rate.
  for (let step = 0; step < 40; step += 1) {
    const middle = (low + high) / 2;
    if (upperTail(failures, runs, middle) < MISS) low = middle;
    else high = middle;
  }
  return low;
}

/**
 * Clean runs after which a candidate that fails at least at `rate` would have failed with 95 %.
 *
 * @example
 * ```ts
 * cleanRunsFor(0.5); // 5
 * cleanRunsFor(0.01); // 299
 * ```
 */
export function cleanRunsFor(rate: number): number {
  if (rate >= 1 - MISS) return 1;
  return Math.ceil(Math.log(MISS) / Math.log(1 - rate));
}

/** P(X ≥ failures) of a binomial; terms by recurrence, which is stable for the few hundred runs that occur here. */
function upperTail(failures: number, runs: number, rate: number): number {
  if (rate <= 0) return 0;
  let logTerm = runs * Math.log1p(-rate);
  let below = 0;
  for (let hits = 0; hits < failures; hits += 1) {
    below += Math.exp(logTerm);
    logTerm += Math.log(runs - hits) - Math.log(hits + 1) + Math.log(rate) - Math.log1p(-rate);
  }
  return 1 - below;
}
