import type { CountEffects, Probe, ProbeQuery, Reading } from '../../src/model/index.js';
import { defined } from '../../src/model/index.js';
import { countIn, inTime, shown } from './in-time.js';

interface FunctionProbeOptions {
  /** As reports call it. */
  readonly name: string;
  readonly count: CountEffects;
}

/**
 * Counts effects with a function of the user's: a query of the database that the service under test writes to, the length
 * of a double's list. It is given as long as an attempt is.
 *
 * @example
 * const probe = functionProbe({ name: 'countCharges()', count: ({ nonce }) => db.charges.count({ reference: nonce }) });
 */
export function functionProbe({ name, count }: FunctionProbeOptions): Probe {
  return {
    name,
    kind: 'effects',
    read: ({ nonce, answer, principal, timeoutMs }: ProbeQuery): Promise<Reading> =>
      inTime(timeoutMs, 'make the count quicker, or give attempts more time (timeoutMs), since it has as long as they have', (signal) =>
        Promise.resolve()
          .then(() => count({ nonce, principal, signal, ...defined({ answer }) }))
          .then(reading, threw),
      ),
  };
}

function reading(returned: unknown): Reading {
  const count = countIn(returned);
  if (count !== undefined) return { count };
  return { wrong: `it returned ${shown(returned)}, which is no count`, hint: 'return how many effects the operation has, a whole number from 0 on' };
}

function threw(error: unknown): Reading {
  return { wrong: `it threw ${error instanceof Error ? `${error.name}: ${error.message}` : shown(error)}`, hint: 'return 0 where the operation has no effect; make the count work while the service is under load' };
}
