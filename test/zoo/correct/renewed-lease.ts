import { FencedShop, fenced, leased } from '../base/leased.js';
import { hangs } from '../base/time.js';
import { define } from '../zoo.js';

export default define({
  name: 'renewed-lease',
  about: 'A claim lasts for 150 ms and is renewed every 30 while its owner works, which may take 400.',
  flags: ['--lease', '150ms'],
  service: () => {
    const shop = new FencedShop(hangs({ seed: 16, everyMs: 20, hangMs: 400 }));
    const work = fenced(shop);
    return leased(150, shop, async (call, lease) => {
      const beat = setInterval(() => lease.renew(), 30);
      try {
        return await work(call, lease);
      } finally {
        clearInterval(beat);
      }
    });
  },
});
