import { json, type Answer, type Call } from '../base/http.js';
import type { Entry } from '../base/ledger.js';
import { build, waitingRules } from '../base/services.js';
import { Shop } from '../base/shop.js';
import { define } from '../zoo.js';

/** Accepts with 202 and charges 10 ms later. */
class QueueShop extends Shop {
  readonly #jobs = new Map<string, NodeJS.Timeout>();

  override record(kind: string, call: Call, entry: Entry): void {
    this.#jobs.set(
      entry.id,
      setTimeout(() => this.ledger.add(kind, call.principal, entry), 10),
    );
  }

  override present(_kind: string, { id, reference }: Entry): Answer {
    return json(202, { id, reference, status: 'queued' });
  }

  /** Was to restart the timer of a queued job. */
  debounce(answer: Answer): Answer {
    const { id } = JSON.parse(answer.body) as { id?: string };
    clearTimeout(this.#jobs.get(id ?? ''));
    return answer;
  }
}

export default define({
  name: 'debounced-away',
  about: 'A duplicate of a queued call takes the job off the queue and does not put it back: 202, and nothing happens.',
  bugClass: 55,
  intended: 'acknowledged-applied',
  service: () => {
    const shop = new QueueShop();
    return build(waitingRules(), { replay: (answer) => shop.debounce(answer) }, shop);
  },
});
