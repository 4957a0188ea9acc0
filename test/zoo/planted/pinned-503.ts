import { build, conflictRules } from '../base/services.js';
import { DownstreamError, Shop, type Order } from '../base/shop.js';
import { everyNth } from '../base/time.js';
import { contractFile, define } from '../zoo.js';

class UnavailableShop extends Shop {
  readonly #away = everyNth(5);

  override async authorize(order: Order): Promise<void> {
    await super.authorize(order);
    if (this.#away()) throw new DownstreamError(503);
  }
}

export default define({
  name: 'pinned-503',
  about: 'Promises to run failures again, yet stores the 503 of a bank that was away for a moment.',
  bugClass: 30,
  intended: 'retry-succeeds',
  flags: ['--contract', contractFile('rerun')],
  service: () => build(conflictRules(), {}, new UnavailableShop()),
});
