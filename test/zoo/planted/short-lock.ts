import { newEntry, Records, type Entry } from '../base/records.js';
import { build, conflictRules } from '../base/services.js';
import { Shop } from '../base/shop.js';
import { pause, seeded } from '../base/time.js';
import { define } from '../zoo.js';

/** A bank that takes 2 to 30 ms. */
class SlowShop extends Shop {
  readonly #random = seeded(16);

  override async authorize(): Promise<void> {
    await pause(2 + this.#random() * 28);
  }
}

class ExpiringRecords extends Records {
  readonly #claimed = new Map<string, number>();

  override claim(key: string, fingerprint: string): Entry | undefined {
    const found = this.entries.get(key);
    const expired = !found?.answer && Date.now() - (this.#claimed.get(key) ?? 0) > 10;
    if (found && !expired) return found;
    this.entries.set(key, newEntry(fingerprint));
    this.#claimed.set(key, Date.now());
    return undefined;
  }
}

export default define({
  name: 'short-lock',
  about: 'The lock expires after 10 ms, while the bank may take 30.',
  bugClass: 16,
  intended: 'single-effect',
  others: ['stable-identity', 'identical-replay', 'marker'],
  service: () => build(conflictRules(), { records: new ExpiringRecords() }, new SlowShop()),
});
