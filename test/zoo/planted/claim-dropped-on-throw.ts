import { defaults } from '../base/keyed.js';
import { build, conflictRules } from '../base/services.js';
import { Shop } from '../base/shop.js';
import { everyNth } from '../base/time.js';
import { define } from '../zoo.js';

/** The mailer is down at every fifth charge. */
class MailingShop extends Shop {
  readonly #fails = everyNth(5);

  override async notify(): Promise<void> {
    if (this.#fails()) throw new Error('mailer is down');
  }
}

const { finish } = defaults();

export default define({
  name: 'claim-dropped-on-throw',
  about: 'Deletes the claim whenever the handler throws, though the money may have been taken before.',
  bugClass: 6,
  intended: 'single-effect',
  service: () =>
    build(
      conflictRules(),
      {
        finish: (rules, key, answer, call) =>
          answer ? finish(rules, key, answer, call) : rules.records.release(key), // "Nothing happened, let them retry."
      },
      new MailingShop(),
    ),
});
