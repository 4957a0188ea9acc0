import type { Answer } from '../base/http.js';
import { conflict, header } from '../base/keyed.js';
import { Records, type Entry } from '../base/records.js';
import { build, conflictRules } from '../base/services.js';
import { define } from '../zoo.js';

/** Locks beside the records, as two names in one store. */
class LockedRecords extends Records {
  readonly #locks = new Set<string>();

  override claim(key: string, fingerprint: string): Entry | undefined {
    const found = this.entries.get(key);
    if (found && (found.answer || this.#locks.has(key))) return found;
    this.#locks.add(key);
    if (!found) super.claim(key, fingerprint);
    return undefined;
  }

  unlock(key: string): void {
    this.#locks.delete(key);
  }

  override complete(key: string, answer: Answer): void {
    super.complete(key, answer);
    this.unlock(key);
  }
}

export default define({
  name: 'loser-unlocks',
  about: 'A duplicate that did not get the lock lets go of it all the same, in a finally: the third one runs beside the first.',
  bugClass: 17,
  intended: 'single-effect',
  others: ['stable-identity', 'identical-replay', 'marker'],
  service: () => {
    const records = new LockedRecords();
    const rules = { ...conflictRules(), records };
    return build(rules, {
      inFlight: (_entry, call) => {
        try {
          return conflict();
        } finally {
          records.unlock(rules.scope(call, header(call, 'idempotency-key') ?? ''));
        }
      },
    });
  },
});
