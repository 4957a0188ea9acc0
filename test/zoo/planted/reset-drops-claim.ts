import { defaults } from '../base/keyed.js';
import { build, conflictRules } from '../base/services.js';
import { define } from '../zoo.js';

const { finish } = defaults();

export default define({
  name: 'reset-drops-claim',
  about: 'Takes "connection reset by peer" for a failure of the call and drops its claim; a client that just closes does no harm.',
  bugClass: 8,
  intended: 'single-effect',
  service: () =>
    build(conflictRules(), {
      finish: (rules, key, answer, call) =>
        call.wasReset() ? rules.records.release(key) : finish(rules, key, answer, call),
    }),
});
