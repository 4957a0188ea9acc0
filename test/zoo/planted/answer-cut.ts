import { build, conflictRules } from '../base/services.js';
import { DESCRIBED } from './large-not-stored.js';
import { chargeFlags, define } from '../zoo.js';

export default define({
  name: 'answer-cut',
  about: 'Keeps the first 4 KB of an answer for the replay, which is enough for all that anybody tried (Polaris).',
  bugClass: 25,
  intended: 'identical-replay',
  others: ['stable-identity'],
  flags: (url) => chargeFlags(url, DESCRIBED),
  service: () => build(conflictRules(), { keep: (answer) => ({ ...answer, body: answer.body.slice(0, 4096) }) }),
});
