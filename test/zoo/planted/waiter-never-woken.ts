import { Records } from '../base/records.js';
import { build, waitingRules } from '../base/services.js';
import { FlakyShop } from '../correct/flaky-downstream.js';
import { define } from '../zoo.js';

class SilentRecords extends Records {
  override release(key: string): void {
    this.entries.delete(key); // And who waits for it?
  }
}

export default define({
  name: 'waiter-never-woken',
  about: 'Wakes the waiting duplicates when the first succeeds, and forgets them when it fails.',
  bugClass: 50,
  intended: 'not-stuck',
  others: ['retry-succeeds'],
  service: () => build(waitingRules(), { records: new SilentRecords() }, new FlakyShop()),
});
