import { build, quotedRules } from '../base/services.js';
import { define } from '../zoo.js';

export const IETF = ['--contract', 'ietf', '--key-format', 'quoted'];

export default define({
  name: 'quoted',
  about: 'The IETF draft by the letter: keys are quoted strings, 400 where one is absent, 409 in flight, 422 mismatch.',
  flags: IETF,
  service: () => build(quotedRules()),
});
