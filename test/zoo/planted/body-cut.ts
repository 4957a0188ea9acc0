import { build, conflictRules } from '../base/services.js';
import { chargeFlags, define } from '../zoo.js';

const LONG = '{"amount":"{{int 1 5000}}","description":"{{string 900 1600}}","reference":"{{nonce}}"}';

export default define({
  name: 'body-cut',
  about: 'The column of the stored body holds 1 KB, and the database cuts without a word.',
  bugClass: 25,
  intended: 'identical-replay',
  others: ['stable-identity'],
  flags: (url) => chargeFlags(url, LONG),
  service: () => build(conflictRules(), { keep: (answer) => ({ ...answer, body: answer.body.slice(0, 1024) }) }),
});
