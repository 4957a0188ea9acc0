import { defaults } from '../base/keyed.js';
import { build, conflictRules } from '../base/services.js';
import { define } from '../zoo.js';

const { finish } = defaults();

export default define({
  name: 'disconnect-cancels-record',
  about: 'The record is written under the cancellation of the request: it goes with the client, and the money is taken.',
  bugClass: 8,
  intended: 'single-effect',
  service: () =>
    build(conflictRules(), {
      finish: (rules, key, answer, call) =>
        call.hungUp() ? rules.records.release(key) : finish(rules, key, answer, call),
    }),
});
