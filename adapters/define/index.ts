import type { Adapter, Session } from '../../src/model/index.js';
import { AdapterError } from './error.js';
import { guarded } from './session.js';
import { adapterBreaches, sessionBreaches } from './shape.js';

export { AdapterError } from './error.js';
export type { AdapterBreach } from './error.js';

/**
 * Makes an adapter of one's own, of which `send` is all that must be written. It is checked, here and each time that it is
 * used, and every breach is told at once. What `send` alone could hardly promise is kept for it:
 *
 * - an attempt ends in time, when the kit ends, and when the session is closed; `options.signal` aborts then;
 * - what `send` throws ends the attempt as `info`: it may have been applied;
 * - an answer larger than `maxResponseBytes`, an instance, a fault or a framing that there is none of, are told as such.
 *
 * docs/writing-an-adapter.md starts with the smallest one and lets it grow.
 *
 * @throws AdapterError where it is no adapter; `open` and `send` reject with one where their result is not right
 *
 * @example
 * const adapter = defineAdapter({
 *   name: 'echo',
 *   open: async () => ({
 *     send: async ({ body }) => ({ outcome: 'ok', response: { status: 200, headers: [], body: body ?? new Uint8Array() } }),
 *   }),
 * });
 */
export function defineAdapter(adapter: Adapter): Adapter {
  const breaches = adapterBreaches(adapter);
  if (breaches.length > 0) throw new AdapterError('The adapter is not valid', breaches);
  const { name } = adapter;
  return { name, open: async () => checked(name, await adapter.open()) };
}

function checked(name: string, session: Session): Session {
  const breaches = sessionBreaches(session);
  if (breaches.length > 0) throw new AdapterError(`The session of the adapter "${name}" is not valid`, breaches);
  return guarded(name, session);
}
