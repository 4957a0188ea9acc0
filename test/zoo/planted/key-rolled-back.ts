import { ProviderShop } from '../base/provider.js';
import { build, waitingRules } from '../base/services.js';
import { defineWithProvider } from '../zoo.js';

/** The number stands in a row that is rolled back with the transaction; the sequence goes on. */
class NumberingShop extends ProviderShop {
  #last = 0;

  override keyFor(): string {
    this.#last += 1;
    return `payment-${this.#last}`;
  }
}

export default defineWithProvider({
  name: 'key-rolled-back',
  about: "Takes the provider's key from a sequence, and forgets it when a failure rolls the transaction back: the retry is another call to the provider.",
  bugClass: 47,
  intended: 'single-effect',
  service: (port) => build(waitingRules(), {}, new NumberingShop(port)),
});
