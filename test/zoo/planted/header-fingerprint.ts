import { canonical } from '../base/keyed.js';
import { build, conflictRules } from '../base/services.js';
import { define } from '../zoo.js';

/** Differ by their nature from one attempt to the next, or say nothing about the request. */
const VOLATILE = new Set(['idempotency-key', 'content-length', 'connection', 'host', 'date']);

export default define({
  name: 'header-fingerprint',
  about: 'All but a few headers are in the fingerprint: a retry with a new trace id or client version is refused.',
  bugClass: 39,
  intended: 'equivalent-payload',
  service: () =>
    build(conflictRules(), {
      fingerprint: (call) => {
        const headers = Object.entries(call.headers).filter(([name]) => !VOLATILE.has(name));
        return canonical(call.text) + JSON.stringify(headers.toSorted());
      },
    }),
});
