import { randomUUID } from 'node:crypto';
import type { Handler } from '../base/http.js';
import { build, conflictRules } from '../base/services.js';
import { define, TWO_PRINCIPALS } from '../zoo.js';

/** The record is scoped, but the response headers beside it are cached under the bare key. */
function withSessions(handle: Handler): Handler {
  const cached = new Map<string, string>();
  return async (call) => {
    const answer = await handle(call);
    if (call.method !== 'POST' || answer.status !== 201) return answer;
    const key = String(call.headers['idempotency-key'] ?? randomUUID());
    const cookie = cached.get(key) ?? `session=${randomUUID()}; HttpOnly`;
    cached.set(key, cookie);
    return { ...answer, headers: { ...answer.headers, 'set-cookie': cookie } };
  };
}

export default define({
  name: 'cookie-leak',
  about: 'Bob gets a charge of his own, with the session cookie of Alice.',
  bugClass: 24,
  intended: 'isolation',
  flags: TWO_PRINCIPALS,
  service: () => withSessions(build(conflictRules())),
});
