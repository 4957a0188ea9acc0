import { build, conflictRules } from '../base/services.js';
import { define } from '../zoo.js';

export default define({
  name: 'stream-stored-empty',
  about: 'Answers with a stream, and stores what JSON makes of that: {}.',
  bugClass: 26,
  intended: 'identical-replay',
  others: ['stable-identity'],
  service: () => build(conflictRules(), { keep: (answer) => ({ ...answer, body: JSON.stringify(new Blob([answer.body])) }) }),
});
