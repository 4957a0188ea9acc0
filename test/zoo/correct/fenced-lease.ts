import { FencedShop, fenced, leased } from '../base/leased.js';
import { hangs } from '../base/time.js';
import { define } from '../zoo.js';

export default define({
  name: 'fenced-lease',
  about: 'A claim lasts for 100 ms, and one call of the bank in four for 200; who lost its claim has no effect, stores nothing and lets go of nothing.',
  flags: ['--lease', '100ms'],
  service: () => {
    const shop = new FencedShop(hangs({ seed: 18, everyMs: 20, hangMs: 200 }));
    return leased(100, shop, fenced(shop));
  },
});
