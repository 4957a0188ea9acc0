import type { Call } from '../base/http.js';
import { ProviderShop } from '../base/provider.js';
import { build, waitingRules } from '../base/services.js';
import { DownstreamError, type Order } from '../base/shop.js';
import { defineWithProvider } from '../zoo.js';

/** Tries once more where the provider fails, as the same call. */
class RetryingShop extends ProviderShop {
  override async charge(call: Call, order: Order): Promise<void> {
    await super.charge(call, order).catch(() => super.charge(call, order)).catch(() => {
      throw new DownstreamError(500);
    });
  }
}

export default defineWithProvider({
  name: 'stable-downstream-key',
  about: 'Calls its provider with a key of its own that is the same at every retry, tries once more by itself, answers 500 where that fails too, and releases the key.',
  service: (port) => build(waitingRules(), {}, new RetryingShop(port)),
});
