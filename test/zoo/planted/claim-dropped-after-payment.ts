import type { Entry } from '../base/ledger.js';
import { defaults } from '../base/keyed.js';
import { ProviderShop } from '../base/provider.js';
import { build, conflictRules } from '../base/services.js';
import { defineWithProvider } from '../zoo.js';

/** The payment, and then a mail that may fail. */
class MailingShop extends ProviderShop {
  override keyFor(): undefined {
    return undefined;
  }

  override async notify(entry: Entry): Promise<void> {
    await this.provider.post('/mails', { about: entry.reference }).catch(() => {
      throw new Error('the mail gateway is down');
    });
  }
}

const { finish } = defaults();

export default defineWithProvider({
  name: 'claim-dropped-after-payment',
  about: 'Deletes the claim when the mail after the payment fails: the retry pays again.',
  bugClass: 6,
  intended: 'single-effect',
  service: (port) =>
    build(
      conflictRules(),
      {
        finish: (rules, key, answer, call) =>
          answer ? finish(rules, key, answer, call) : rules.records.release(key), // "Nothing happened, let them retry."
      },
      new MailingShop(port),
    ),
});
