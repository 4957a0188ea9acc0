import { build, conflictRules } from '../base/services.js';
import { define } from '../zoo.js';

export default define({
  name: 'http2',
  about: 'Takes HTTP/1.1 and HTTP/2 in clear text on one port, with one guard for both; else as the plainest one.',
  also: ['h2'],
  service: () => build(conflictRules()),
});
