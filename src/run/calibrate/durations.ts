/**
 * The value below which a share of the samples lies; 0 where there are none.
 *
 * @example
 * ```ts
 * quantile([5, 1, 9], 0.5); // 5
 * ```
 */
export function quantile(samples: readonly number[], share: number): number {
  if (samples.length === 0) return 0;
  const sorted = samples.toSorted((left, right) => left - right);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] as number;
}
