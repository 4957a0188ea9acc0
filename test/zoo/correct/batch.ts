import { BATCH, BatchShop } from '../base/batch.js';
import { build, waitingRules } from '../base/services.js';
import { chargeFlags, define } from '../zoo.js';

/** The bank is asked for both before either is made. */
class WholeShop extends BatchShop {
  protected async make(first: () => Promise<void>, second: () => Promise<void>): Promise<void> {
    if (this.fails()) throw this.away();
    await first();
    await second();
  }
}

export default define({
  name: 'batch',
  about: 'Two charges under one key: both are made, or neither.',
  flags: (url) => chargeFlags(url, BATCH),
  service: () => build(waitingRules(), {}, new WholeShop()),
});
