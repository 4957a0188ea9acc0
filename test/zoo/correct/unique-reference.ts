import { build, waitingRules } from '../base/services.js';
import { DownstreamError, Shop, type Order } from '../base/shop.js';
import { define, TWO_PRINCIPALS } from '../zoo.js';

/** Nobody may use a reference that somebody has used. */
class UniqueShop extends Shop {
  readonly #used = new Set<string>();

  override async authorize(order: Order): Promise<void> {
    if (this.#used.has(order.reference)) throw new DownstreamError(402);
    this.#used.add(order.reference);
    await super.authorize(order);
  }
}

export default define({
  name: 'unique-reference',
  about: 'A reference is taken once, whoever asks: a second charge with it is declined under any key.',
  flags: TWO_PRINCIPALS,
  service: () => build(waitingRules(), {}, new UniqueShop()),
});
