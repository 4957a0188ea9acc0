import type { Answer, Handler } from '../base/http.js';
import { build, waitingRules } from '../base/services.js';
import { define, TWO_PRINCIPALS } from '../zoo.js';

/** Answers are remembered a second time in front of the service, by key and payload, since the payload would not be equal by chance. */
function remembering(handle: Handler): Handler {
  const answers = new Map<string, Answer>();
  return async (call) => {
    const key = call.headers['idempotency-key'];
    if (call.method !== 'POST' || key === undefined) return handle(call);
    const digest = JSON.stringify([call.path, key, call.text]);
    const known = answers.get(digest);
    if (known !== undefined) return known;
    const answer = await handle(call);
    if (answer.status === 201) answers.set(digest, answer);
    return answer;
  };
}

export default define({
  name: 'payload-keyed',
  about: 'Bob sends what Alice sent, under the same key, and gets her charge: the answer is looked up by key and payload alone.',
  bugClass: 40,
  intended: 'isolation',
  flags: TWO_PRINCIPALS,
  service: () => remembering(build(waitingRules())),
});
