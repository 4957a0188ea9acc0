import { json, type Answer, type Handler } from '../base/http.js';
import { build, conflictRules } from '../base/services.js';
import { define } from '../zoo.js';

/** The status goes into the body: `{"ok":true,"data":…}` or `{"ok":false,"error":…}`. */
function envelope({ status, headers, body }: Answer): Answer {
  const data: unknown = body === '' ? null : JSON.parse(body);
  return json(200, status < 300 ? { ok: true, data } : { ok: false, error: data }, { ...headers, 'content-type': 'application/json' });
}

function enveloped(handle: Handler): Handler {
  return async (call) => {
    const answer = await handle(call);
    return call.method === 'POST' ? envelope(answer) : answer;
  };
}

export default define({
  name: 'always-200',
  about: 'Answers 200 to everything, and says in the body whether it was done.',
  service: () => enveloped(build(conflictRules())),
});
