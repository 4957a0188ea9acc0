import { build, waitingRules } from '../base/services.js';
import { define } from '../zoo.js';

export default define({
  name: 'empty-key',
  about: 'An empty header is taken for a key: everyone who sends one shares an answer.',
  intended: 'missing-key',
  others: ['acknowledged-applied'],
  service: () =>
    build(waitingRules(), { key: (call) => call.headers['idempotency-key']?.toString(), fingerprint: () => '' }),
});
