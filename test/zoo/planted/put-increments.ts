import { natural } from '../base/services.js';
import { putFlags } from '../correct/natural.js';
import { define } from '../zoo.js';

export default define({
  name: 'put-increments',
  about: 'PUT adds the amount to what is there.',
  bugClass: 61,
  intended: 'natural-idempotence',
  flags: putFlags,
  service: () =>
    natural({
      put: (_call, old, value) => ({ ...value, amount: Number(old?.['amount'] ?? 0) + Number(value['amount'] ?? 0) }),
    }),
});
