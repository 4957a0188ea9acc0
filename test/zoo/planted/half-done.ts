import { randomUUID } from 'node:crypto';
import type { Call } from '../base/http.js';
import type { Entry } from '../base/ledger.js';
import { build, conflictRules } from '../base/services.js';
import { Shop } from '../base/shop.js';
import { pause } from '../base/time.js';
import { define } from '../zoo.js';

/** A charge and its receipt; a client that hangs up in between cancels the rest. */
class CancellingShop extends Shop {
  override async record(kind: string, call: Call, entry: Entry): Promise<void> {
    await super.record(kind, call, entry);
    await pause(3);
    if (call.hungUp()) return;
    this.ledger.add('receipts', call.principal, { id: randomUUID(), reference: entry.reference });
  }
}

export default define({
  name: 'half-done',
  about: 'A disconnect after the charge cancels the receipt; the retry is told that all is done.',
  bugClass: 9,
  intended: 'acknowledged-applied',
  flags: ['--effects', 'GET /receipts?reference={{nonce}}'],
  service: () => build(conflictRules(), {}, new CancellingShop()),
});
