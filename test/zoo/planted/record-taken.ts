import { Records, type Entry } from '../base/records.js';
import { build, conflictRules } from '../base/services.js';
import { define } from '../zoo.js';

class TakenRecords extends Records {
  override claim(key: string, fingerprint: string): Entry | undefined {
    const found = this.entries.get(key);
    if (found?.answer && found.fingerprint === fingerprint) this.entries.delete(key); // GETDEL: it has been fetched now.
    else if (!found) super.claim(key, fingerprint);
    return found;
  }
}

export default define({
  name: 'record-taken',
  about: 'The stored answer is kept until it has been fetched: one retry gets it, and the next one charges again.',
  bugClass: 19,
  intended: 'single-effect',
  others: ['stable-identity', 'identical-replay', 'marker'],
  service: () => build(conflictRules(), { records: new TakenRecords() }),
});
