import { header } from '../base/keyed.js';
import { build, waitingRules } from '../base/services.js';
import { define, TWO_PRINCIPALS } from '../zoo.js';

const DIGEST = 'digest/';

export default define({
  name: 'digest-for-key',
  about: 'Without a key the payload is taken for one, whoever sends it: Bob orders what Alice has just ordered, and gets her order.',
  bugClass: 40,
  intended: 'isolation',
  flags: TWO_PRINCIPALS,
  service: () =>
    build(waitingRules(), {
      key: (call) => header(call, 'idempotency-key') || `${DIGEST}${call.text}`,
      scope: (call, key) => JSON.stringify([key.startsWith(DIGEST) ? 'anyone' : call.principal, call.method, call.path, key]),
    }),
});
