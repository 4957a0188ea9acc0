import { problem, type Handler } from '../base/http.js';
import { build, conflictRules } from '../base/services.js';
import { define } from '../zoo.js';

/** Tells whoever comes while the caller's last request is at work to wait, replays included, before it looks at the key. */
function oneAtATime(handle: Handler): Handler {
  const busy = new Set<string>();
  return async (call) => {
    if (call.method !== 'POST') return handle(call);
    if (busy.has(call.principal)) return problem(409, 'account_busy');
    busy.add(call.principal);
    try {
      return await handle(call);
    } finally {
      busy.delete(call.principal);
    }
  };
}

export default define({
  name: 'one-at-a-time',
  about: 'Serves one request of a caller at a time, and tells all others 409, whatever their keys; so a finished one may have to wait too.',
  service: () => oneAtATime(build(conflictRules())),
});
