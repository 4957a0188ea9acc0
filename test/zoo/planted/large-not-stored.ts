import { defaults } from '../base/keyed.js';
import { build, conflictRules } from '../base/services.js';
import { chargeFlags, define } from '../zoo.js';

/** Small, as people write them by hand. The answer has all members of the body. */
export const DESCRIBED = '{"reference":"{{nonce}}","description":"{{string 3 40}}","amount":"{{int 1 5000}}"}';

const { finish } = defaults();

export default define({
  name: 'large-not-stored',
  about: 'Does not store answers above 4 KB, "to protect the store", and so executes their retries (fiber).',
  bugClass: 25,
  intended: 'single-effect',
  others: ['stable-identity', 'identical-replay', 'marker'],
  flags: (url) => chargeFlags(url, DESCRIBED),
  service: () =>
    build(conflictRules(), {
      finish: (rules, key, answer, call) =>
        answer && answer.body.length > 4096 ? rules.records.release(key) : finish(rules, key, answer, call),
    }),
});
