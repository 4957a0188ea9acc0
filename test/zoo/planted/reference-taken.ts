import type { Call } from '../base/http.js';
import { defaults } from '../base/keyed.js';
import { build, conflictRules } from '../base/services.js';
import type { Entry } from '../base/ledger.js';
import { DownstreamError, Shop } from '../base/shop.js';
import { everyNth } from '../base/time.js';
import { define } from '../zoo.js';

/** References are unique, and the mailer is down at every fifth charge. */
class UniqueShop extends Shop {
  readonly #fails = everyNth(5);

  override record(kind: string, call: Call, entry: Entry): void {
    if (this.list(kind, call.principal, entry.reference).length > 0) throw new DownstreamError(400);
    super.record(kind, call, entry);
  }

  override async notify(): Promise<void> {
    if (this.#fails()) throw new Error('mailer is down');
  }
}

const { finish } = defaults();

export default define({
  name: 'reference-taken',
  about: 'The charge stands and its receipt fails: 500, the key is released, and the retry is refused by a unique index.',
  bugClass: 6,
  intended: 'resolvable',
  others: ['retry-succeeds'],
  service: () =>
    build(
      conflictRules(),
      { finish: (rules, key, answer, call) => (answer ? finish(rules, key, answer, call) : rules.records.release(key)) },
      new UniqueShop(),
    ),
});
