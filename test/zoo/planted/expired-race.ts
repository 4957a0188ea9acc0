import { ExpiringRecords } from '../base/expiring.js';
import type { Entry } from '../base/records.js';
import { build, conflictRules } from '../base/services.js';
import { turn } from '../base/time.js';
import { define } from '../zoo.js';

class SweptRecords extends ExpiringRecords {
  override async claim(key: string, fingerprint: string): Promise<Entry | undefined> {
    if (this.isExpired(key, this.entries.get(key))) {
      await turn(); // A trip to the store: another may have taken the key over by now.
      this.release(key);
    }
    return super.claim(key, fingerprint);
  }
}

export default define({
  name: 'expired-race',
  about: 'Deletes an expired key before it claims it: of two that come together, the second deletes the claim of the first.',
  bugClass: 1,
  intended: 'expiry',
  others: ['single-effect'],
  flags: ['--retention', '1s'],
  service: () => build(conflictRules(), { records: new SweptRecords(1000) }),
});
