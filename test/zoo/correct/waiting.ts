import { build, waitingRules } from '../base/services.js';
import { define } from '../zoo.js';

export default define({
  name: 'waiting',
  about: 'Duplicates wait for the first and get its answer; a 5xx is released and run again.',
  service: () => build(waitingRules()),
});
