import type { Entry } from '../base/ledger.js';
import { build, waitingRules } from '../base/services.js';
import { DownstreamError, Shop } from '../base/shop.js';
import { everyNth } from '../base/time.js';
import { define } from '../zoo.js';

/** The ledger export fails at every fifth charge, after the charge. */
class ExportingShop extends Shop {
  readonly #fails = everyNth(5);

  override async notify(entry: Entry): Promise<void> {
    await super.notify(entry);
    if (this.#fails()) throw new DownstreamError(502);
  }
}

export default define({
  name: 'error-not-stored',
  about: 'Takes the money, then answers 502, and releases the key because "a 5xx may be retried".',
  bugClass: 32,
  intended: 'single-effect',
  service: () => build(waitingRules(), {}, new ExportingShop()),
});
