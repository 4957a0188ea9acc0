import { defaults } from '../base/keyed.js';
import { build, conflictRules } from '../base/services.js';
import { define } from '../zoo.js';

const { finish } = defaults();

export default define({
  name: 'disconnect-leaks-claim',
  about: 'The claim ends when the answer has been sent: a client that hung up leaves it in flight for ever.',
  bugClass: 4,
  intended: 'not-stuck',
  others: ['retry-succeeds'],
  service: () =>
    build(conflictRules(), {
      finish: (rules, key, answer, call) => (call.hungUp() ? undefined : finish(rules, key, answer, call)),
    }),
});
