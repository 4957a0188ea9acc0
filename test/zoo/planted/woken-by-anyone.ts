import type { Answer } from '../base/http.js';
import { newEntry, Records } from '../base/records.js';
import { build, waitingRules } from '../base/services.js';
import { define } from '../zoo.js';

/** One bell for all keys. */
class Bell extends Records {
  #next = newEntry('');

  override complete(key: string, answer: Answer): void {
    super.complete(key, answer);
    this.#next.answer = answer;
    this.#next.wake();
    this.#next = newEntry('');
  }

  async rung(): Promise<Answer | undefined> {
    const next = this.#next;
    await next.settled;
    return next.answer;
  }
}

export default define({
  name: 'woken-by-anyone',
  about: 'A waiting duplicate is woken by whichever call ends next, and handed its answer, whosever it is.',
  bugClass: 50,
  intended: 'identical-replay',
  others: ['stable-identity', 'in-flight', 'isolation'],
  service: () => {
    const records = new Bell();
    return build(waitingRules(), { records, inFlight: () => records.rung() });
  },
});
