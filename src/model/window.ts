/**
 * Nothing is judged so close to the end of a window of a contract's, on either side: the target's clock is not ours.
 *
 * @returns 10 % of the window, at least 100 ms
 */
export function marginOf(windowMs: number): number {
  return Math.max(100, windowMs / 10);
}
