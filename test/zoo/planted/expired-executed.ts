import { ExpiringRecords } from '../base/expiring.js';
import { build, conflictRules } from '../base/services.js';
import { contractFile, define } from '../zoo.js';

export default define({
  name: 'expired-executed',
  about: 'Promises 410 for keys older than a second, and removes them altogether: what comes then is executed again.',
  bugClass: 19,
  intended: 'expiry',
  others: ['single-effect'],
  flags: ['--contract', contractFile('refused-after')],
  service: () => build(conflictRules(), { records: new ExpiringRecords(1000) }),
});
