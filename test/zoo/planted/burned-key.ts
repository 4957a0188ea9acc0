import { problem } from '../base/http.js';
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
  name: 'burned-key',
  about: 'A call that failed before doing anything burns its key: the retry is refused as a duplicate (parse-server).',
  bugClass: 7,
  intended: 'retry-succeeds',
  others: ['resolvable', 'identical-replay'],
  service: () =>
    build(
      conflictRules(),
      {
        finish: (rules, key, answer, call) =>
          answer
            ? finish(rules, key, answer, call)
            : rules.records.complete(key, problem(400, 'duplicate_request')), // Used is used.
      },
      new FailingShop(),
    ),
});
