import { build, waitingRules } from '../base/services.js';
import { define } from '../zoo.js';

export default define({
  name: 'ok-200-replay',
  about: 'Answers 201 at first and 200 with the same members on replay, as several real systems do.',
  service: () =>
    build(waitingRules(), { replay: (answer) => (answer.status === 201 ? { ...answer, status: 200 } : answer) }),
});
