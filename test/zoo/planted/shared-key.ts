import { Records, type Entry } from '../base/records.js';
import { build, waitingRules } from '../base/services.js';
import { turn } from '../base/time.js';
import { define } from '../zoo.js';

/** One instance serves all requests, and the key of the current one is a field of it. */
class SingletonRecords extends Records {
  #key = '';

  override async claim(key: string, fingerprint: string): Promise<Entry | undefined> {
    this.#key = key;
    await turn(); // Another request may be the current one by now.
    return super.claim(this.#key, fingerprint);
  }
}

export default define({
  name: 'shared-key',
  about: 'Keeps the current key in a field of a singleton: of two keys at once, one is executed under the other\'s (globalpayments).',
  intended: 'single-effect',
  others: ['stable-identity', 'identical-replay', 'retry-succeeds', 'not-stuck'],
  service: () => build(waitingRules(), { records: new SingletonRecords() }),
});
