import { build, conflictRules } from '../base/services.js';
import { Shop } from '../base/shop.js';
import { define } from '../zoo.js';

export default define({
  name: 'mismatch-executes',
  about: 'Takes another payload under a used key for a new request, and charges it.',
  intended: 'single-effect',
  others: ['payload-mismatch', 'stable-identity'],
  service: () => {
    const shop = new Shop();
    return build(conflictRules(), { mismatch: (_entry, call) => shop.post(call) }, shop);
  },
});
