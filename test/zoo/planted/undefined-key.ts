import { build, waitingRules } from '../base/services.js';
import { define } from '../zoo.js';

export default define({
  name: 'undefined-key',
  about: 'Without the header the key is the text "undefined": all keyless requests share the first one\'s answer.',
  intended: 'missing-key',
  others: ['acknowledged-applied'],
  service: () =>
    build(waitingRules(), { key: (call) => String(call.headers['idempotency-key']), fingerprint: () => '' }),
});
