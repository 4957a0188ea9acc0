import { build, conflictRules } from '../base/services.js';
import { define } from '../zoo.js';

export default define({
  name: 'key-ignored',
  about: 'Documents the header and never reads it: every attempt is executed.',
  bugClass: 15,
  intended: 'single-effect',
  others: ['stable-identity', 'identical-replay', 'payload-mismatch'],
  service: () => build(conflictRules(), { key: () => undefined }),
});
