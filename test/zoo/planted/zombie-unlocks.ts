import { leased } from '../base/leased.js';
import { Shop } from '../base/shop.js';
import { hangs } from '../base/time.js';
import { DownstreamError } from '../base/shop.js';
import { define } from '../zoo.js';

/** A bank that mostly takes 60 ms; one call in four comes to nothing after 200. */
class HangingShop extends Shop {
  readonly #call = hangs({ seed: 17, everyMs: 60, hangMs: 200, end: () => new DownstreamError(504) });

  override authorize(): Promise<void> {
    return this.#call();
  }
}

export default define({
  name: 'zombie-unlocks',
  about: 'A claim lasts for 100 ms; a call that hung for longer lets go of the key at its end, though another has it by now.',
  bugClass: 17,
  intended: 'single-effect',
  others: ['stable-identity', 'identical-replay', 'marker'],
  flags: ['--lease', '100ms'],
  service: () => {
    const shop = new HangingShop();
    return leased(100, shop, async (call, lease) => {
      const answer = await shop.post(call);
      if (answer.status !== 400 && answer.status < 500) lease.store(answer);
      else lease.drop();
      return answer;
    });
  },
});
