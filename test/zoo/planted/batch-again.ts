import { BATCH, BatchShop } from '../base/batch.js';
import { build, waitingRules } from '../base/services.js';
import { chargeFlags, define } from '../zoo.js';

class HalfShop extends BatchShop {
  protected async make(first: () => Promise<void>, second: () => Promise<void>): Promise<void> {
    await first();
    if (this.fails()) throw this.away();
    await second();
  }
}

export default define({
  name: 'batch-again',
  about: 'Two charges under one key; where the second fails, the retry makes both.',
  bugClass: 49,
  intended: 'single-effect',
  flags: (url) => chargeFlags(url, BATCH),
  service: () => build(waitingRules(), {}, new HalfShop()),
});
