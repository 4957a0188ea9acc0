import { canonical } from '../base/keyed.js';
import { build, conflictRules } from '../base/services.js';
import { DESCRIBED } from './large-not-stored.js';
import { chargeFlags, define } from '../zoo.js';

export default define({
  name: 'fingerprint-cut',
  about: 'Fingerprints the first 4 KB of the body: what differs beyond them is taken for the same request.',
  bugClass: 37,
  intended: 'payload-mismatch',
  flags: (url) => chargeFlags(url, DESCRIBED),
  service: () => build(conflictRules(), { fingerprint: (call) => canonical(call.text.slice(0, 4096)) }),
});
