import { newEntry, Records, type Entry } from '../base/records.js';
import { build, waitingRules } from '../base/services.js';
import { pause } from '../base/time.js';
import { define } from '../zoo.js';

class RacyRecords extends Records {
  override async claim(key: string, fingerprint: string): Promise<Entry | undefined> {
    const found = this.entries.get(key);
    await pause(1); // A trip to the store.
    if (!found && !this.entries.has(key)) this.entries.set(key, newEntry(fingerprint));
    return found;
  }
}

export default define({
  name: 'check-then-act-waiting',
  about: 'Duplicates that see the first wait for it, but for 1 ms nobody can see it.',
  bugClass: 1,
  intended: 'single-effect',
  others: ['stable-identity', 'identical-replay'],
  service: () => build(waitingRules(), { records: new RacyRecords() }),
});
