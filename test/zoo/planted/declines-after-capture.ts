import type { Entry } from '../base/ledger.js';
import { build, conflictRules } from '../base/services.js';
import { DownstreamError, Shop } from '../base/shop.js';
import { DECLINED } from '../correct/scoped.js';
import { define } from '../zoo.js';

/** Asks the fraud check after the money is taken, and does not give it back. */
class LateShop extends Shop {
  override readonly limit: number = Number.POSITIVE_INFINITY;

  override async notify(entry: Entry): Promise<void> {
    await super.notify(entry);
    if (Number(entry['amount']) > 10_000) throw new DownstreamError(402);
  }
}

export default define({
  name: 'declines-after-capture',
  about: 'Answers 402 declined, at first and on replay, and has taken the money all the same.',
  intended: 'rejected-not-applied',
  others: ['resolvable'],
  flags: ['--body', DECLINED],
  service: () => build(conflictRules(), {}, new LateShop()),
});
