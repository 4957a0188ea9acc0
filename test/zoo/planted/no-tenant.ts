import { build, waitingRules } from '../base/services.js';
import { define, TWO_PRINCIPALS } from '../zoo.js';

export default define({
  name: 'no-tenant',
  about: 'Keys are global: what Alice was answered is answered to Bob.',
  bugClass: 40,
  intended: 'isolation',
  others: ['acknowledged-applied'],
  flags: TWO_PRINCIPALS,
  service: () => build(waitingRules(), { scope: (call, key) => JSON.stringify([call.method, call.path, key]) }),
});
