import type { Adapter } from '../src/model/index.js';

/**
 * An adapter for a target whose clock can be moved: what a contract says of a retention of hours is then put to the test in
 * a moment, at the end of the campaign. Whatever tells the time to the target must have gone on when `advance` returns.
 *
 * @param advance - sets the target's clock on by so many milliseconds, more than a minute each time; what it rejects with ends the plan
 *
 * @example
 * let aheadMs = 0;
 * const app = createApp({ now: () => Date.now() + aheadMs });
 * const adapter = withClock(nodeAdapter(app), (byMs) => {
 *   aheadMs += byMs;
 * });
 */
export function withClock(adapter: Adapter, advance: (byMs: number) => unknown): Adapter {
  if (typeof advance !== 'function') throw new TypeError('withClock is given an adapter, and a function that sets the clock of its target on: withClock(adapter, (byMs) => …)');
  return {
    name: adapter.name,
    open: async () => ({
      ...(await adapter.open()),
      advanceClock: async (byMs) => {
        await advance(byMs);
      },
    }),
  };
}
