import { keyed } from '../base/keyed.js';
import { build, conflictRules } from '../base/services.js';
import { define } from '../zoo.js';

export default define({
  name: 'head-claims-key',
  about: 'The layer is mounted for all methods, and the method is part of the fingerprint only: after a HEAD with the key the POST is refused as another request.',
  bugClass: 44,
  intended: 'isolation',
  service: () => {
    const rules = conflictRules();
    const { fingerprint } = rules;
    rules.scope = (call, key) => JSON.stringify([call.principal, call.path, key]);
    rules.fingerprint = (call) => `${call.method} ${fingerprint(call)}`;
    return keyed(rules, build(conflictRules(), { key: () => undefined }));
  },
});
