import { build, conflictRules } from '../base/services.js';
import { define } from '../zoo.js';

export default define({
  name: 'conflict',
  about: 'Answers 409 in flight; stores everything that started and replays it with a marker; 422 on another payload.',
  service: () => build(conflictRules()),
});
