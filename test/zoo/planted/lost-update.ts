import type { Call } from '../base/http.js';
import type { Entry } from '../base/ledger.js';
import { build, conflictRules } from '../base/services.js';
import { Shop } from '../base/shop.js';
import { pause } from '../base/time.js';
import { define } from '../zoo.js';

/** The charges of a principal are one document, read and written back as a whole. */
class DocumentShop extends Shop {
  readonly #documents = new Map<string, readonly Entry[]>();

  override async record(_kind: string, call: Call, entry: Entry): Promise<void> {
    const document = this.#documents.get(call.principal) ?? [];
    await pause(1);
    this.#documents.set(call.principal, [...document, entry]); // What came in between is gone.
  }

  override list(_kind: string, principal: string, reference: string): readonly Entry[] {
    return (this.#documents.get(principal) ?? []).filter((entry) => entry.reference === reference);
  }
}

export default define({
  name: 'lost-update',
  about: 'Two charges that overlap are both answered 201, and one of them is lost.',
  intended: 'acknowledged-applied',
  service: () => build(conflictRules(), {}, new DocumentShop()),
});
