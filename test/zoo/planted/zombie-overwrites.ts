import { randomUUID } from 'node:crypto';
import type { Call } from '../base/http.js';
import { leased } from '../base/leased.js';
import type { Entry } from '../base/ledger.js';
import { Shop } from '../base/shop.js';
import { hangs } from '../base/time.js';
import { define } from '../zoo.js';

/** The bank knows each reference, and charges it once; the receipt is made by whoever asks. */
class ReceiptShop extends Shop {
  readonly #call = hangs({ seed: 18, everyMs: 20, hangMs: 200 });

  override authorize(): Promise<void> {
    return this.#call();
  }

  override record(kind: string, call: Call, entry: Entry): void {
    if (this.list(kind, call.principal, entry.reference).length === 0) void super.record(kind, call, entry);
  }

  override newId({ reference }: { readonly reference: string }): string {
    return `ch_${reference}`;
  }

  override present(kind: string, entry: Entry) {
    return super.present(kind, { ...entry, receipt: randomUUID() });
  }
}

export default define({
  name: 'zombie-overwrites',
  about: 'A claim lasts for 100 ms; a call that hung for 200 stores its own answer over the one that has been given since.',
  bugClass: 18,
  intended: 'identical-replay',
  others: ['marker'],
  flags: ['--lease', '100ms'],
  service: () => {
    const shop = new ReceiptShop();
    return leased(100, shop, async (call, lease) => {
      const answer = await shop.post(call);
      if (answer.status === 400) lease.drop();
      else lease.store(answer);
      return answer;
    });
  },
});
