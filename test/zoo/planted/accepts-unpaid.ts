import type { Call } from '../base/http.js';
import { ProviderShop } from '../base/provider.js';
import { build, conflictRules } from '../base/services.js';
import type { Order } from '../base/shop.js';
import { defineWithProvider } from '../zoo.js';

class OptimisticShop extends ProviderShop {
  override async charge(call: Call, order: Order): Promise<void> {
    await super.charge(call, order).catch(() => {}); // "A sale must not fail for a hiccup of the provider's."
  }
}

export default defineWithProvider({
  name: 'accepts-unpaid',
  about: 'Answers 201 although its provider has failed, and nobody ever pays.',
  intended: 'acknowledged-applied',
  service: (port) => build(conflictRules(), {}, new OptimisticShop(port)),
});
