import type { Entry } from '../base/ledger.js';
import { build, conflictRules } from '../base/services.js';
import { Shop } from '../base/shop.js';
import { define } from '../zoo.js';

/** Lists come from an index that is 150 ms behind. */
class LaggingShop extends Shop {
  override list(kind: string, principal: string, reference: string): readonly Entry[] {
    const horizon = Date.now() - 150;
    return super.list(kind, principal, reference).filter((entry) => Date.parse(String(entry['created'])) <= horizon);
  }
}

export default define({
  name: 'eventual-probe',
  about: 'Effects are there at once, but the list that counts them is 150 ms behind.',
  service: () => build(conflictRules(), {}, new LaggingShop()),
});
