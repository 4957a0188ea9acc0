import { newEntry, Records, type Entry } from '../base/records.js';
import { build, waitingRules } from '../base/services.js';
import { define } from '../zoo.js';

class Mutex extends Records {
  override async claim(key: string, fingerprint: string): Promise<Entry | undefined> {
    const found = this.entries.get(key);
    if (found?.answer || (found && found.fingerprint !== fingerprint)) return found;
    await found?.settled; // Has the lock now, and does not look for what the former holder left.
    if (!found) this.entries.set(key, newEntry(fingerprint));
    return undefined;
  }
}

export default define({
  name: 'lock-lost',
  about: 'A duplicate waits for the lock and then runs without reading the record again.',
  bugClass: 2,
  intended: 'single-effect',
  others: ['stable-identity', 'identical-replay'],
  service: () => build(waitingRules(), { records: new Mutex() }),
});
