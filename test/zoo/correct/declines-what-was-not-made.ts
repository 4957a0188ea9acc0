import type { Call } from '../base/http.js';
import { ProviderError, ProviderShop } from '../base/provider.js';
import { build, waitingRules } from '../base/services.js';
import { DownstreamError, type Order } from '../base/shop.js';
import { defineWithProvider } from '../zoo.js';

/** A provider that was not there has taken no money, unless an earlier call of the same payment may have. */
class CarefulShop extends ProviderShop {
  readonly #doubtful = new Set<string | undefined>();

  override async charge(call: Call, order: Order): Promise<void> {
    const key = this.keyFor(call, order) ?? order.reference;
    await super.charge(call, order).catch((error: unknown) => {
      if (error instanceof ProviderError && error.answered === 503 && !this.#doubtful.has(key)) throw new DownstreamError(402);
      this.#doubtful.add(key);
      throw error;
    });
  }
}

export default defineWithProvider({
  name: 'declines-what-was-not-made',
  about: 'Declines for good where its provider was certainly not reached, and answers 502 where the payment may have been made; the same call is then made again.',
  service: (port) => build(waitingRules(), {}, new CarefulShop(port)),
});
