import { build, conflictRules } from '../base/services.js';
import { DownstreamError, Shop, type Order } from '../base/shop.js';
import { everyNth } from '../base/time.js';
import { define } from '../zoo.js';

/** The bank's own rate limit is hit at every sixth call. */
class ThrottledShop extends Shop {
  readonly #throttled = everyNth(6);

  override async authorize(order: Order): Promise<void> {
    await super.authorize(order);
    if (this.#throttled()) throw new DownstreamError(429);
  }
}

export default define({
  name: 'pinned-429',
  about: 'Stores "too many requests" as the answer of the key, so that no retry ever succeeds.',
  bugClass: 31,
  intended: 'retry-succeeds',
  service: () => build(conflictRules(), {}, new ThrottledShop()),
});
