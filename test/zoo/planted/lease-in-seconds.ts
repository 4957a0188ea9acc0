import { CancelledShop, fenced, leased } from '../base/leased.js';
import { pause } from '../base/time.js';
import { define } from '../zoo.js';

const LEASE_MS = 300;

export default define({
  name: 'lease-in-seconds',
  about: 'The claim of a client that hung up is to come free after 300 ms; the store takes the number for seconds.',
  bugClass: 20,
  intended: 'not-stuck',
  others: ['retry-succeeds'],
  flags: ['--lease', '300ms'],
  service: () => {
    const shop = new CancelledShop(() => pause(5));
    return leased(LEASE_MS * 1000, shop, fenced(shop));
  },
});
