import { keyed } from '../base/keyed.js';
import { build, conflictRules } from '../base/services.js';
import { define } from '../zoo.js';

export default define({
  name: 'get-consumes-key',
  about: 'The layer is mounted for all methods: a GET or HEAD with the key leaves its answer to the POST that follows.',
  bugClass: 44,
  intended: 'acknowledged-applied',
  others: ['isolation', 'marker'],
  service: () => {
    const rules = conflictRules();
    rules.scope = (call, key) => JSON.stringify([call.principal, call.path, key]);
    rules.fingerprint = () => '';
    return keyed(rules, build(conflictRules(), { key: () => undefined }));
  },
});
