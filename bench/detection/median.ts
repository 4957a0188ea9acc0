/** The upper of two in the middle; undefined of nothing. */
export function medianOf(values: readonly number[]): number | undefined {
  return values.toSorted((left, right) => left - right)[values.length >> 1];
}
