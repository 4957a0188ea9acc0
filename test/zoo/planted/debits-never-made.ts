import type { Call } from '../base/http.js';
import type { Entry } from '../base/ledger.js';
import { build, waitingRules } from '../base/services.js';
import { Shop } from '../base/shop.js';
import { define } from '../zoo.js';

const DEBIT = '{"amount":"{{int 1 5000}}","currency":"eur","iban":"DE02120300000000202051","reference":"{{nonce}}"}';

/** Cards are charged at once; debits are collected, for a file that nobody hands in. */
class CollectingShop extends Shop {
  readonly #debits: Entry[] = [];

  override record(kind: string, call: Call, entry: Entry): void | Promise<void> {
    if (entry['iban'] === undefined) return super.record(kind, call, entry);
    this.#debits.push(entry);
  }
}

export default define({
  name: 'debits-never-made',
  about: 'Accepts charges of an account, and never makes them; those of a card are made at once.',
  intended: 'acknowledged-applied',
  flags: ['--body', DEBIT],
  service: () => build(waitingRules(), {}, new CollectingShop()),
});
