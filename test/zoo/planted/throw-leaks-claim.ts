import { defaults } from '../base/keyed.js';
import { build, conflictRules } from '../base/services.js';
import { Shop, type Order } from '../base/shop.js';
import { everyNth } from '../base/time.js';
import { define } from '../zoo.js';

class FailingShop extends Shop {
  readonly #fails = everyNth(5);

  override async authorize(order: Order): Promise<void> {
    await super.authorize(order);
    if (this.#fails()) throw new Error('no route to the bank');
  }
}

const { finish } = defaults();

export default define({
  name: 'throw-leaks-claim',
  about: 'No finally: a handler that throws leaves its claim in flight, and every retry gets 409.',
  bugClass: 4,
  intended: 'not-stuck',
  others: ['retry-succeeds'],
  service: () =>
    build(
      conflictRules(),
      { finish: (rules, key, answer, call) => (answer ? finish(rules, key, answer, call) : undefined) },
      new FailingShop(),
    ),
});
