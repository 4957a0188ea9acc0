import { ExpiringRecords } from '../base/expiring.js';
import { build, conflictRules } from '../base/services.js';
import { define } from '../zoo.js';

export default define({
  name: 'forgets-soon',
  about: 'Forgets a key after 1.5 s, and says so nowhere.',
  bugClass: 19,
  intended: 'single-effect',
  others: ['expiry', 'stable-identity', 'identical-replay', 'marker'],
  service: () => build(conflictRules(), { records: new ExpiringRecords(1_500) }),
});
