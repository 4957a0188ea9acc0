import { json } from '../base/http.js';
import { build, waitingRules } from '../base/services.js';
import { FlakyShop } from '../correct/flaky-downstream.js';
import { define } from '../zoo.js';

export default define({
  name: 'fabricated-success',
  about: 'Tells a duplicate "succeeded" while the first still runs, and may yet fail.',
  bugClass: 35,
  intended: 'acknowledged-applied',
  others: ['in-flight', 'identical-replay'],
  service: () =>
    build(
      waitingRules(),
      { inFlight: (_entry, call) => json(201, { ...(JSON.parse(call.text) as object), status: 'succeeded' }) },
      new FlakyShop(),
    ),
});
