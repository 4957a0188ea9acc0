import { REFUND_OF_CHARGE, withRefunds } from '../base/nested.js';
import { conflict, canonical } from '../base/keyed.js';
import { problem } from '../base/http.js';
import { define } from '../zoo.js';

export default define({
  name: 'no-route-child',
  about: 'One space of keys for all routes, and payloads compared within a route only: a refund under the key of its charge gets the charge as its answer, and no money goes back.',
  bugClass: 41,
  intended: 'isolation',
  flags: REFUND_OF_CHARGE,
  service: () =>
    withRefunds({
      scope: (call, key) => JSON.stringify([call.principal, key]),
      fingerprint: (call) => `${call.path} ${canonical(call.text)}`,
      mismatch(entry, call) {
        if (entry.fingerprint.startsWith(`${call.path} `)) return problem(422, 'idempotency_key_reused');
        return entry.answer ?? conflict();
      },
    }),
});
