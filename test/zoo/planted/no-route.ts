import { build, conflictRules } from '../base/services.js';
import { REFUND_EFFECTS, REFUNDS } from '../correct/scoped.js';
import { define } from '../zoo.js';

export default define({
  name: 'no-route',
  about: 'One space of keys for all routes: a refund under the key of its charge is taken for the charge.',
  bugClass: 41,
  intended: 'isolation',
  others: ['acknowledged-applied'],
  flags: [...REFUNDS, ...REFUND_EFFECTS],
  service: () => build(conflictRules(), { scope: (call, key) => JSON.stringify([call.principal, key]) }),
});
