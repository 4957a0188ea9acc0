import { randomUUID } from 'node:crypto';
import type { Handler } from '../base/http.js';
import { build, conflictRules } from '../base/services.js';
import { define } from '../zoo.js';

/** Adds what gateways add: ids, traces, quotas and a fresh visit cookie at every answer. */
function decorate(handle: Handler): Handler {
  let answered = 0;
  return async (call) => {
    const answer = await handle(call);
    answered += 1;
    const id = randomUUID();
    const extra = {
      'x-request-id': id,
      'x-trace': `${id.slice(0, 8)}-${answered}`,
      'ratelimit-remaining': String(10_000 - (answered % 10_000)),
      'ratelimit-reset': String(60 - (Math.floor(Date.now() / 1000) % 60)),
      'server-timing': `app;dur=${answered % 7}`,
      'set-cookie': `visit=${id}; HttpOnly`,
    };
    return { ...answer, headers: { ...answer.headers, ...extra } };
  };
}

export default define({
  name: 'volatile-headers',
  about: 'Request ids, traces, quotas, timings and a fresh cookie differ at every answer, replays included.',
  service: () => decorate(build(conflictRules())),
});
