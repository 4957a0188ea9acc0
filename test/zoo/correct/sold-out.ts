import { problem, type Answer, type Call } from '../base/http.js';
import { build, conflictRules } from '../base/services.js';
import { Shop } from '../base/shop.js';
import { define } from '../zoo.js';

const WAVE_MS = 1_500;

/** There is stock in every other wave. */
class SoldOutShop extends Shop {
  readonly #opened = Date.now();

  override async post(call: Call): Promise<Answer> {
    const soldOut = Math.floor((Date.now() - this.#opened) / WAVE_MS) % 2 === 1;
    return soldOut && this.order(call) !== undefined ? problem(409, 'sold_out') : super.post(call);
  }
}

export default define({
  name: 'sold-out',
  about: 'Answers 409 where nothing is left, and stores that; 409 also says that a request is running, in other words.',
  service: () => build(conflictRules(), {}, new SoldOutShop()),
});
