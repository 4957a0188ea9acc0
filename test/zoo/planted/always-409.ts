import { problem } from '../base/http.js';
import { build, conflictRules } from '../base/services.js';
import { define } from '../zoo.js';

export default define({
  name: 'always-409',
  about: 'A duplicate gets 409 even after the first has ended, with nothing that tells what became of it.',
  bugClass: 29,
  intended: 'identical-replay',
  others: ['not-stuck', 'retry-succeeds', 'resolvable'],
  service: () => build(conflictRules(), { replay: () => problem(409, 'duplicate_request') }),
});
