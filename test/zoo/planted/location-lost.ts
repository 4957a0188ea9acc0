import { build, conflictRules } from '../base/services.js';
import { define } from '../zoo.js';

export default define({
  name: 'location-lost',
  about: 'Stores status, type and body, so that a replay has no Location.',
  bugClass: 23,
  intended: 'identical-replay',
  service: () =>
    build(conflictRules(), { keep: (answer) => ({ ...answer, headers: { 'content-type': 'application/json' } }) }),
});
