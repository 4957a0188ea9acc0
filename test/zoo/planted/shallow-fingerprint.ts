import type { Call } from '../base/http.js';
import { build, conflictRules } from '../base/services.js';
import { chargeFlags, define } from '../zoo.js';

const NESTED =
  '{"amount":"{{int 1 5000}}","card":{"number":"{{int 1000 9999}}","holder":"{{string 3 12}}"},"reference":"{{nonce}}"}';

/** The list of names is meant to fix their order; it also drops every nested member that is not in it. */
function fingerprint(call: Call): string {
  try {
    const body = JSON.parse(call.text) as object;
    return JSON.stringify(body, Object.keys(body).toSorted());
  } catch {
    return call.text;
  }
}

export default define({
  name: 'shallow-fingerprint',
  about: 'The fingerprint misses nested members: another card under the same key is taken for the same request.',
  bugClass: 37,
  intended: 'payload-mismatch',
  flags: (url) => chargeFlags(url, NESTED),
  service: () => build(conflictRules(), { fingerprint }),
});
