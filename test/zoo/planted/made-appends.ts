import { natural } from '../base/services.js';
import { madeFlags } from '../correct/natural-made.js';
import { define } from '../zoo.js';

export default define({
  name: 'made-appends',
  about: 'PUT of a thing that a POST has made appends the label to what is there.',
  bugClass: 61,
  intended: 'natural-idempotence',
  flags: madeFlags,
  service: () =>
    natural({
      put: (_call, old, value) => ({ ...value, label: `${String(old?.['label'] ?? '')}${String(value['label'])}` }),
    }),
});
