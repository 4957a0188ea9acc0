import { RacyRecords } from '../base/racy-records.js';
import { build, conflictRules } from '../base/services.js';
import { define } from '../zoo.js';

export default define({
  name: 'check-then-act',
  about: 'Looks the key up and inserts it in two steps, one turn of the event loop apart.',
  bugClass: 1,
  intended: 'single-effect',
  others: ['stable-identity', 'identical-replay', 'marker'],
  service: () => build(conflictRules(), { records: new RacyRecords() }),
});
