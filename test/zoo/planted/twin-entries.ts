import { createHash } from 'node:crypto';
import { json, type Answer } from '../base/http.js';
import type { Entry as Charge } from '../base/ledger.js';
import { newEntry, Records, type Entry } from '../base/records.js';
import { build, waitingRules } from '../base/services.js';
import { Shop, type Order } from '../base/shop.js';
import { turn } from '../base/time.js';
import { define } from '../zoo.js';

/** Ids are derived from the order, so two charges of one order look like one from their answers. */
class DerivingShop extends Shop {
  override newId(order: Order): string {
    return createHash('sha256').update(order.reference).digest('hex').slice(0, 24);
  }

  override present(kind: string, { id, amount, reference }: Charge): Answer {
    return json(201, { id, amount, reference }, { location: `/${kind}/${id}` });
  }
}

class RacyRecords extends Records {
  override async claim(key: string, fingerprint: string): Promise<Entry | undefined> {
    const found = this.entries.get(key);
    await turn();
    if (!found && !this.entries.has(key)) this.entries.set(key, newEntry(fingerprint));
    return found;
  }
}

export default define({
  name: 'twin-entries',
  about: 'Check-then-act that answers cannot show: both charges carry the same id, derived from the order.',
  bugClass: 1,
  intended: 'single-effect',
  service: () => build(waitingRules(), { records: new RacyRecords() }, new DerivingShop()),
});
