import type { Call } from '../base/http.js';
import { ProviderShop } from '../base/provider.js';
import { build, conflictRules } from '../base/services.js';
import { DownstreamError, type Order } from '../base/shop.js';
import { defineWithProvider } from '../zoo.js';

class DecliningShop extends ProviderShop {
  override async charge(call: Call, order: Order): Promise<void> {
    await super.charge(call, order).catch(() => {
      throw new DownstreamError(402);
    });
  }
}

export default defineWithProvider({
  name: 'declined-when-lost',
  about: 'Tells its client that the card was declined where the answer of its provider was lost: the money is taken all the same.',
  intended: 'rejected-not-applied',
  others: ['resolvable'],
  service: (port) => build(conflictRules(), {}, new DecliningShop(port)),
});
