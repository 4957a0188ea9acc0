import { build, conflictRules } from '../base/services.js';
import { contractFile, define } from '../zoo.js';

export default define({
  name: 'raw-fingerprint',
  about: 'Fingerprints the bytes, where the contract says JSON: the same object in another order is refused.',
  bugClass: 38,
  intended: 'equivalent-payload',
  flags: ['--contract', contractFile('json-equivalence')],
  service: () => build(conflictRules(), { fingerprint: (call) => call.text }),
});
