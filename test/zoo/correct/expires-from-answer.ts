import { AnsweredRecords, SlowShop } from '../base/expiring.js';
import { build, conflictRules } from '../base/services.js';
import { contractFile, define } from '../zoo.js';

export default define({
  name: 'expires-from-answer',
  about: 'A bank that takes 400 ms, and keys that are kept for a second from the answer on.',
  flags: ['--contract', contractFile('kept-from-answer')],
  service: () => build(conflictRules(), { records: new AnsweredRecords(1000) }, new SlowShop()),
});
