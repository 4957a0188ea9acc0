import type { Handler, Writer } from '../base/http.js';
import { build, waitingRules } from '../base/services.js';
import { pause, seeded } from '../base/time.js';
import { define } from '../zoo.js';

function jitter(handle: Handler): Handler {
  const random = seeded(30);
  return async (call) => {
    await pause(random() * 15);
    const answer = await handle(call);
    await pause(random() * 15);
    return answer;
  };
}

/** Sends the body in chunks of 40 characters, a few ms apart. */
const dribble: Writer = async (response, { status, headers, body }) => {
  response.writeHead(status, headers);
  for (let start = 0; start < body.length && !response.destroyed; start += 40) {
    response.write(body.slice(start, start + 40));
    await pause(2);
  }
  response.end();
};

export default define({
  name: 'jittery',
  about: 'Every call takes 0 to 30 ms longer by chance, and answers come chunked and slowly.',
  service: () => jitter(build(waitingRules())),
  write: dribble,
});
