import { REFUND_OF_CHARGE, withRefunds } from '../base/nested.js';
import { define } from '../zoo.js';

export default define({
  name: 'nested-refund',
  about: 'POST /charges/:id/refund pays a charge back once, and answers with that charge: all of it, and no word of the refund.',
  flags: REFUND_OF_CHARGE,
  service: () => withRefunds(),
});
