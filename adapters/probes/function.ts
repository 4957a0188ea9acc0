import type { CountEffects, Probe, ProbeQuery, Reading } from '../../src/model/index.js';
import { defined } from '../../src/model/index.js';

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
    async read({ nonce, answer, principal, timeoutMs }: ProbeQuery): Promise<Reading> {
      const over = new AbortController();
      const counted = Promise.resolve()
        .then(() => count({ nonce, principal, signal: over.signal, ...defined({ answer }) }))
        .then(reading, threw);
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<Reading>((resolve) => {
        timer = setTimeout(() => resolve({ wrong: `it came to no count within ${Math.round(timeoutMs)} ms`, hint: 'make the count quicker, or give attempts more time (timeoutMs), since it has as long as they have' }), timeoutMs);
      });
      try {
        return await Promise.race([counted, late]);
      } finally {
        clearTimeout(timer);
        // Whatever it still waits for, nobody asks any more.
        over.abort();
      }
    },
  };
}

function reading(returned: unknown): Reading {
  // Some drivers count in bigints, and others in texts, since a count of SQL may exceed what a number holds.
  const count = typeof returned === 'bigint' || (typeof returned === 'string' && /^\d{1,15}$/.test(returned)) ? Number(returned) : returned;
  if (typeof count === 'number' && Number.isSafeInteger(count) && count >= 0) return { count };
  return { wrong: `it returned ${shown(returned)}, which is no count`, hint: 'return how many effects the operation has, a whole number from 0 on' };
}

function threw(error: unknown): Reading {
  return { wrong: `it threw ${error instanceof Error ? `${error.name}: ${error.message}` : shown(error)}`, hint: 'return 0 where the operation has no effect; make the count work while the service is under load' };
}

function shown(value: unknown): string {
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (typeof value === 'function' || (typeof value === 'object' && value !== null)) return typeof value === 'object' ? 'an object' : 'a function';
  const text = typeof value === 'string' ? JSON.stringify(value) : String(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
