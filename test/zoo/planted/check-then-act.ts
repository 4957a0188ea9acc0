import { newEntry, Records, type Entry } from '../base/records.js';
import { build, conflictRules } from '../base/services.js';
import { turn } from '../base/time.js';
import { define } from '../zoo.js';

class RacyRecords extends Records {
  override async claim(key: string, fingerprint: string): Promise<Entry | undefined> {
    const found = this.entries.get(key);
    await turn(); // The look-up and the insert are two trips to the store.
    if (!found && !this.entries.has(key)) this.entries.set(key, newEntry(fingerprint));
    return found;
  }
}

export default define({
  name: 'check-then-act',
  about: 'Looks the key up and inserts it in two steps, one turn of the event loop apart.',
  bugClass: 1,
  intended: 'single-effect',
  others: ['stable-identity', 'identical-replay', 'marker'],
  service: () => build(conflictRules(), { records: new RacyRecords() }),
});
