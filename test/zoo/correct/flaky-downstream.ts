import { build, waitingRules } from '../base/services.js';
import { DownstreamError, Shop } from '../base/shop.js';
import { seeded } from '../base/time.js';
import { define } from '../zoo.js';

/** A bank that is not there one time in five, before it does anything. */
export class FlakyShop extends Shop {
  readonly #random = seeded(20);

  override async authorize(): Promise<void> {
    await super.authorize({ amount: 0, reference: '' });
    if (this.#random() < 0.2) throw new DownstreamError(502);
  }
}

export default define({
  name: 'flaky-downstream',
  about: 'One call in five ends in 502 before any effect; the key is released and the retry runs again.',
  service: () => build(waitingRules(), {}, new FlakyShop()),
});
