import { build, quotedRules } from '../base/services.js';
import { IETF } from '../correct/quoted.js';
import { define } from '../zoo.js';

export default define({
  name: 'no-fingerprint',
  about: 'Replays the first answer to whatever payload comes under the key, where the contract says 422.',
  bugClass: 36,
  intended: 'payload-mismatch',
  flags: IETF,
  service: () => build(quotedRules(), { fingerprint: () => '' }),
});
