import { RacyRecords } from '../base/racy-records.js';
import { build, waitingRules } from '../base/services.js';
import { pause } from '../base/time.js';
import { define } from '../zoo.js';

class DistantRecords extends RacyRecords {
  override trip(): Promise<void> {
    return pause(1);
  }
}

export default define({
  name: 'check-then-act-waiting',
  about: 'Duplicates that see the first wait for it, but for 1 ms nobody can see it.',
  bugClass: 1,
  intended: 'single-effect',
  others: ['stable-identity', 'identical-replay'],
  service: () => build(waitingRules(), { records: new DistantRecords() }),
});
