import type { Call } from '../base/http.js';
import type { Entry } from '../base/ledger.js';
import { build, waitingRules } from '../base/services.js';
import { Shop } from '../base/shop.js';
import { everyNth, pause } from '../base/time.js';
import { define } from '../zoo.js';

/** The bank answers late at every sixth call, after it has taken the money. */
class RetryingShop extends Shop {
  readonly #late = everyNth(6);

  override async record(kind: string, call: Call, entry: Entry): Promise<void> {
    await super.record(kind, call, entry);
    if (!this.#late()) return;
    await pause(5); // Timed out; sends it again, with no key of its own.
    await super.record(kind, call, entry);
  }
}

export default define({
  name: 'inner-retry',
  about: 'Retries a bank that timed out without a stable key of its own: one call takes the money twice.',
  bugClass: 46,
  intended: 'single-effect',
  service: () => build(waitingRules(), {}, new RetryingShop()),
});
