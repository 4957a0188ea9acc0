import { build, conflictRules } from '../base/services.js';
import { define } from '../zoo.js';

export default define({
  name: 'truncated-keys',
  about: 'The key column is 36 characters wide, as for a UUID, and the database cuts what is longer.',
  bugClass: 42,
  intended: 'distinct-keys',
  service: () =>
    build(conflictRules(), {
      scope: (call, key) => JSON.stringify([call.principal, call.method, call.path, key.slice(0, 36)]),
    }),
});
