import { ExpiringRecords, SlowShop } from '../base/expiring.js';
import { build, conflictRules } from '../base/services.js';
import { contractFile, define } from '../zoo.js';

export default define({
  name: 'retention-from-claim',
  about: 'A bank that takes 400 ms; keys are kept for a second from the claim on, where the answer is promised.',
  bugClass: 21,
  intended: 'expiry',
  flags: ['--contract', contractFile('kept-from-answer')],
  service: () => build(conflictRules(), { records: new ExpiringRecords(1000) }, new SlowShop()),
});
