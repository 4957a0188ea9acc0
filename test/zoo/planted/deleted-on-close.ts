import type { ServerResponse } from 'node:http';
import type { Answer, Writer } from '../base/http.js';
import { defaults } from '../base/keyed.js';
import { build, conflictRules } from '../base/services.js';
import { pause } from '../base/time.js';
import { define } from '../zoo.js';

/** How to take back what was stored of an answer. */
const undo = new WeakMap<Answer, () => void>();

/** Answers in two writes, and sees whether they went out. A client that left before is not seen: it has closed already. */
const watched: Writer = async (response: ServerResponse, answer) => {
  response.once('close', () => {
    if (!response.writableFinished) undo.get(answer)?.();
  });
  const half = Math.ceil(answer.body.length / 2);
  response.writeHead(answer.status, { ...answer.headers, 'content-length': Buffer.byteLength(answer.body) });
  response.write(answer.body.slice(0, half));
  await pause(3);
  response.end(answer.body.slice(half));
};

const { finish } = defaults();

export default define({
  name: 'deleted-on-close',
  about: 'Takes the record back where the answer broke off on its way ("the client never got it"), and leaves the charge.',
  bugClass: 8,
  intended: 'single-effect',
  service: () =>
    build(conflictRules(), {
      finish: (rules, key, answer, call) => {
        if (answer) undo.set(answer, () => rules.records.release(key));
        return finish(rules, key, answer, call);
      },
    }),
  write: watched,
});
