import { randomUUID } from 'node:crypto';
import type { Call } from '../base/http.js';
import type { Entry } from '../base/ledger.js';
import { build, conflictRules } from '../base/services.js';
import { Shop } from '../base/shop.js';
import { define } from '../zoo.js';

/** Reading a reference that is not there leaves a draft behind for the next reader; a POST takes the draft over. */
class DraftingShop extends Shop {
  readonly #drafts = new Map<string, Entry>();

  override list(kind: string, principal: string, reference: string): readonly Entry[] {
    const found = super.list(kind, principal, reference);
    const slot = JSON.stringify([kind, principal, reference]);
    const draft = this.#drafts.get(slot);
    if (found.length > 0 || draft) return found.length > 0 ? found : [draft!];
    this.#drafts.set(slot, { id: randomUUID(), reference, status: 'draft' });
    return [];
  }

  override record(kind: string, call: Call, entry: Entry): void {
    super.record(kind, call, entry);
    this.#drafts.delete(JSON.stringify([kind, call.principal, entry.reference]));
  }
}

export default define({
  name: 'get-creates',
  about: 'A GET that finds nothing creates a draft: a charge nobody asked for appears at the second look.',
  intended: 'no-spontaneous-effect',
  others: ['single-effect', 'rejected-not-applied', 'resolvable'],
  service: () => build(conflictRules(), {}, new DraftingShop()),
});
