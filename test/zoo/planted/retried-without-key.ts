import type { Call } from '../base/http.js';
import { ProviderShop } from '../base/provider.js';
import { build, waitingRules } from '../base/services.js';
import type { Order } from '../base/shop.js';
import { defineWithProvider } from '../zoo.js';

class RetryingShop extends ProviderShop {
  override keyFor(): undefined {
    return undefined;
  }

  override async charge(call: Call, order: Order): Promise<void> {
    await super.charge(call, order).catch(() => super.charge(call, order)); // "The connection was reset, so nothing happened."
  }
}

export default defineWithProvider({
  name: 'retried-without-key',
  about: 'Calls its provider again by itself where the answer was lost, without a key by which that would know it: one request takes the money twice.',
  bugClass: 46,
  intended: 'single-effect',
  service: (port) => build(waitingRules(), {}, new RetryingShop(port)),
});
