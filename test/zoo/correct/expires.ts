import { ExpiringRecords } from '../base/expiring.js';
import { build, conflictRules } from '../base/services.js';
import { define } from '../zoo.js';

export default define({
  name: 'expires',
  about: 'Forgets a key a second after it was claimed, in the very step that claims it anew.',
  flags: ['--retention', '1s'],
  service: () => build(conflictRules(), { records: new ExpiringRecords(1000) }),
});
