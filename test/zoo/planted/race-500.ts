import { problem } from '../base/http.js';
import { build, conflictRules } from '../base/services.js';
import { define } from '../zoo.js';

export default define({
  name: 'race-500',
  about: 'The unique index stops the loser of a race, and nobody catches the violation: 500.',
  bugClass: 33,
  intended: 'in-flight',
  service: () => build(conflictRules(), { inFlight: () => problem(500, 'unique_violation') }),
});
