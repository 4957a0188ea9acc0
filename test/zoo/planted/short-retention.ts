import { ExpiringRecords } from '../base/expiring.js';
import { build, conflictRules } from '../base/services.js';
import { define } from '../zoo.js';

export default define({
  name: 'short-retention',
  about: 'Forgets a key after 400 ms, where a second is promised.',
  bugClass: 19,
  intended: 'expiry',
  others: ['single-effect', 'stable-identity', 'identical-replay', 'marker'],
  flags: ['--retention', '1s'],
  service: () => build(conflictRules(), { records: new ExpiringRecords(400) }),
});
