import { ProviderShop } from '../base/provider.js';
import { build, conflictRules } from '../base/services.js';
import { defineWithProvider } from '../zoo.js';

export default defineWithProvider({
  name: 'downstream-failure-stored',
  about: 'Stores the 502 that a failure of its provider ends in, whether the money was taken or not, and replays it: a failure is final, and so is the doubt.',
  service: (port) => build(conflictRules(), {}, new ProviderShop(port)),
});
