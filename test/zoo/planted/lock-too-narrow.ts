import type { Answer, Call } from '../base/http.js';
import { header } from '../base/keyed.js';
import type { Entry as Charge } from '../base/ledger.js';
import { Records, type Entry } from '../base/records.js';
import { build, conflictRules } from '../base/services.js';
import { Shop } from '../base/shop.js';
import { pause } from '../base/time.js';
import { define } from '../zoo.js';

/** The lock is for the money; what is left to do after it needs none, or so it seems. */
class NarrowLock extends Records {
  readonly #unlocked = new Map<string, Entry>();

  unlock(key: string): void {
    const entry = this.entries.get(key);
    if (entry) this.#unlocked.set(key, entry);
    this.entries.delete(key);
  }

  override complete(key: string, answer: Answer): void {
    const entry = this.entries.get(key) ?? this.#unlocked.get(key);
    if (entry) this.entries.set(key, { ...entry, answer });
  }
}

class UnlockingShop extends Shop {
  constructor(readonly unlock: (call: Call) => void) {
    super();
  }

  override record(kind: string, call: Call, charge: Charge): void {
    super.record(kind, call, charge);
    this.unlock(call);
  }

  /** The receipt takes as long as the bank. */
  override async notify(): Promise<void> {
    await pause(3);
  }
}

export default define({
  name: 'lock-too-narrow',
  about: 'Holds the lock while money is taken, and not while the receipt is sent: in the second half a duplicate comes in.',
  bugClass: 2,
  intended: 'single-effect',
  others: ['stable-identity', 'identical-replay', 'marker'],
  service: () => {
    const records = new NarrowLock();
    const rules = { ...conflictRules(), records };
    const shop = new UnlockingShop((call) => records.unlock(rules.scope(call, header(call, 'idempotency-key') ?? '')));
    return build(rules, {}, shop);
  },
});
