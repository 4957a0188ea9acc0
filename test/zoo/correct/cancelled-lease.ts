import { CancelledShop, fenced, leased } from '../base/leased.js';
import { pause } from '../base/time.js';
import { define } from '../zoo.js';

export default define({
  name: 'cancelled-lease',
  about: 'A handler stops where its client hung up, and leaves its claim behind, which ends by itself after 300 ms.',
  flags: ['--lease', '300ms'],
  service: () => {
    const shop = new CancelledShop(() => pause(5));
    return leased(300, shop, fenced(shop));
  },
});
