import { build, waitingRules } from '../base/services.js';
import { define } from '../zoo.js';

export default define({
  name: 'content-type-lost',
  about: 'Replays the stored text as text: the Content-Type changes.',
  bugClass: 23,
  intended: 'identical-replay',
  service: () =>
    build(waitingRules(), {
      replay: (answer) => ({ ...answer, headers: { ...answer.headers, 'content-type': 'text/plain' } }),
    }),
});
