import type { Call } from '../base/http.js';
import { ProviderShop } from '../base/provider.js';
import { build, conflictRules } from '../base/services.js';
import type { Order } from '../base/shop.js';
import { pause } from '../base/time.js';
import { defineWithProvider } from '../zoo.js';

/** Watches the client while the provider works, and lets go of the key where it has left. */
class WatchingShop extends ProviderShop {
  leave: (call: Call) => void = () => {};

  override keyFor(): undefined {
    return undefined;
  }

  override async charge(call: Call, order: Order): Promise<void> {
    const paid = super.charge(call, order);
    let last = 'working';
    while (last === 'working' && !call.hungUp()) last = await Promise.race([paid.then(() => 'done', () => 'failed'), pause(1).then(() => 'working')]);
    if (last === 'working') this.leave(call); // "Nobody waits for it any more."
    await paid;
  }
}

export default defineWithProvider({
  name: 'hang-up-drops-claim',
  about: 'A client that hangs up while the provider works takes the claim with it; the payment goes on, and the retry makes another.',
  bugClass: 8,
  intended: 'single-effect',
  service: (port) => {
    const rules = conflictRules();
    const shop = new WatchingShop(port);
    shop.leave = (call) => rules.records.release(rules.scope(call, String(rules.key(call))));
    return build(rules, {}, shop);
  },
});
