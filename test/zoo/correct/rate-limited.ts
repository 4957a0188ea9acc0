import { problem, type Handler } from '../base/http.js';
import { build, conflictRules } from '../base/services.js';
import { define } from '../zoo.js';

/** A token bucket in front of the writes. */
function limit(handle: Handler, perSecond: number, burst: number): Handler {
  let tokens = burst;
  let filled = Date.now();
  return (call) => {
    if (call.method !== 'POST') return handle(call);
    const now = Date.now();
    tokens = Math.min(burst, tokens + ((now - filled) / 1000) * perSecond);
    filled = now;
    if (tokens < 1) return problem(429, 'rate_limited', { 'retry-after': '1' });
    tokens -= 1;
    return handle(call);
  };
}

export default define({
  name: 'rate-limited',
  about: 'Answers 429 with Retry-After where a generous limit is passed; nothing is claimed or stored then.',
  service: () => limit(build(conflictRules()), 400, 200),
});
