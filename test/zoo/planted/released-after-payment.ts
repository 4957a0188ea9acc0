import { ProviderShop } from '../base/provider.js';
import { build, waitingRules } from '../base/services.js';
import { defineWithProvider } from '../zoo.js';

class KeylessShop extends ProviderShop {
  override keyFor(): undefined {
    return undefined;
  }
}

export default defineWithProvider({
  name: 'released-after-payment',
  about: 'Takes any failure of its provider for a payment that was not made, answers 502 and releases the key: the retry pays again.',
  bugClass: 32,
  intended: 'single-effect',
  service: (port) => build(waitingRules(), {}, new KeylessShop(port)),
});
