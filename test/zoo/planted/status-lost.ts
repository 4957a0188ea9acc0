import { build, quotedRules } from '../base/services.js';
import { IETF } from '../correct/quoted.js';
import { define } from '../zoo.js';

export default define({
  name: 'status-lost',
  about: 'Stores the body alone: what was 201 is 200 on replay, under a contract that promises the same result.',
  bugClass: 22,
  intended: 'identical-replay',
  flags: IETF,
  service: () => build(quotedRules(), { keep: (answer) => ({ ...answer, status: 200 }) }),
});
