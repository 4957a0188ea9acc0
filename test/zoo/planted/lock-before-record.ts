import type { Answer } from '../base/http.js';
import { Records, type Entry } from '../base/records.js';
import { build, conflictRules } from '../base/services.js';
import { Shop } from '../base/shop.js';
import { pause, seeded } from '../base/time.js';
import { define } from '../zoo.js';

/** A bank that takes 5 to 15 ms, so that nobody knows when the end is. */
class SlowShop extends Shop {
  readonly #random = seeded(17);

  override async authorize(): Promise<void> {
    await pause(5 + this.#random() * 10);
  }
}

class LockedRecords extends Records {
  readonly #claims = new Map<string, Entry>();

  override release(key: string): void {
    const entry = this.entries.get(key);
    if (entry) this.#claims.set(key, entry);
    super.release(key);
  }

  override complete(key: string, answer: Answer): void {
    const entry = this.#claims.get(key);
    if (entry) this.entries.set(key, { ...entry, answer });
  }
}

export default define({
  name: 'lock-before-record',
  about: 'Releases the lock, and then stores the answer, a trip to the store later: for 1 ms there is neither (Truxify).',
  bugClass: 2,
  intended: 'single-effect',
  others: ['stable-identity', 'identical-replay', 'marker'],
  service: () =>
    build(
      conflictRules(),
      {
        records: new LockedRecords(),
        finish: async ({ records, keep }, key, answer) => {
          records.release(key);
          await pause(1);
          if (answer?.status === 201) records.complete(key, keep(answer));
        },
      },
      new SlowShop(),
    ),
});
