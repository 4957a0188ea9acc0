import { build, conflictRules } from '../base/services.js';
import { define } from '../zoo.js';

export default define({
  name: 'folded-keys',
  about: 'The key column compares without case: "aB" and "ab" are one key.',
  bugClass: 42,
  intended: 'distinct-keys',
  service: () =>
    build(conflictRules(), {
      scope: (call, key) => JSON.stringify([call.principal, call.method, call.path, key.toLowerCase()]),
    }),
});
