import { createHash } from 'node:crypto';
import { marked } from '../base/keyed.js';
import { build, conflictRules } from '../base/services.js';
import { define } from '../zoo.js';

/** Of 64 bits, as ledgers number their entries. */
function entryOf(body: string): bigint {
  return createHash('sha256').update(body).digest().readBigUInt64BE() | (1n << 63n);
}

/** By hand: what JavaScript writes would be rounded from the start. */
function withEntry(body: string): string {
  return body.replace(/\}$/, `,"entry":${entryOf(body)}}`);
}

export default define({
  name: 'rounded-number',
  about: 'Answers with a number of 64 bits; what is stored was parsed and written again by JavaScript, which rounds it.',
  bugClass: 28,
  intended: 'identical-replay',
  service: () => {
    const execute = build({ ...conflictRules(), replay: (answer) => marked(answer.status === 201 ? { ...answer, body: JSON.stringify(JSON.parse(withEntry(answer.body))) } : answer) });
    return async (call) => {
      const answer = await execute(call);
      const isFirst = answer.status === 201 && answer.headers['idempotent-replayed'] === undefined;
      return isFirst ? { ...answer, body: withEntry(answer.body) } : answer;
    };
  },
});
