import type { Call } from '../base/http.js';
import type { Entry } from '../base/ledger.js';
import { ProviderShop } from '../base/provider.js';
import { build, conflictRules } from '../base/services.js';
import { defineWithProvider } from '../zoo.js';

/** A payment, and the payout to the seller; a client that hangs up in between cancels the rest. */
class PayingOutShop extends ProviderShop {
  override async notify(entry: Entry, call: Call): Promise<void> {
    if (call.hungUp()) return;
    await this.provider.post('/payouts', { reference: entry.reference }, this.keyFor(call, { amount: 0, reference: entry.reference }));
  }
}

export default defineWithProvider({
  name: 'hang-up-skips-payout',
  about: 'A client that hangs up while the payment is made cancels the payout after it; the retry is told that all is done.',
  bugClass: 9,
  intended: 'acknowledged-applied',
  service: (port) => build(conflictRules(), {}, new PayingOutShop(port)),
});
