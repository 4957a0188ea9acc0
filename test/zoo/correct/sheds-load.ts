import { problem, type Handler } from '../base/http.js';
import { build, conflictRules } from '../base/services.js';
import { define } from '../zoo.js';

/** Refuses what comes while `limit` calls are running, before anything is claimed. */
function shed(handle: Handler, limit: number): Handler {
  let running = 0;
  return async (call) => {
    if (call.method !== 'POST') return handle(call);
    if (running >= limit) return problem(503, 'overloaded', { 'retry-after': '1' });
    running += 1;
    try {
      return await handle(call);
    } finally {
      running -= 1;
    }
  };
}

export default define({
  name: 'sheds-load',
  about: 'Answers 503 with Retry-After where more than 12 calls run at once; nothing is claimed then.',
  service: () => shed(build(conflictRules()), 12),
});
