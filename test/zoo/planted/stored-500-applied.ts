import type { Entry } from '../base/ledger.js';
import { everyNth } from '../base/time.js';
import { FormShop, formFlags, stripeLike } from '../correct/form-encoded.js';
import { define } from '../zoo.js';

/** Every fifth receipt fails, after the charge. */
class ReceiptShop extends FormShop {
  readonly #fails = everyNth(5);

  override async notify(entry: Entry): Promise<void> {
    await super.notify(entry);
    if (this.#fails()) throw new Error('mailer is down');
  }
}

export default define({
  name: 'stored-500-applied',
  about: 'The 500 of a failed receipt is stored and replayed for ever, while the charge is there.',
  intended: 'resolvable',
  flags: formFlags,
  service: () => stripeLike(new ReceiptShop()),
});
