import type { Call } from '../base/http.js';
import type { Entry } from '../base/ledger.js';
import { build, waitingRules } from '../base/services.js';
import { Shop } from '../base/shop.js';
import { define } from '../zoo.js';

/** So many charges are made in each turn of the consumer: some 25 a second. */
const BATCH = 5;
const TURN_MS = 200;

/** Answers at once; one consumer charges in turn, and has much to catch up with under load. */
class BacklogShop extends Shop {
  readonly #queue: (() => void)[] = [];
  #consumer: NodeJS.Timeout | undefined;

  override record(kind: string, call: Call, entry: Entry): void {
    this.#queue.push(() => this.ledger.add(kind, call.principal, entry));
    this.#consumer ??= setInterval(() => this.#work(), TURN_MS);
  }

  #work(): void {
    for (const charge of this.#queue.splice(0, BATCH)) charge();
    if (this.#queue.length > 0) return;
    clearInterval(this.#consumer);
    this.#consumer = undefined;
  }
}

export default define({
  name: 'backlog',
  about: 'Answers at once, and one consumer makes 25 charges a second: under load effects are late by far more than when it is idle.',
  service: () => build(waitingRules(), {}, new BacklogShop()),
});
