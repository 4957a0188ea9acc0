import { json, type Answer, type Call } from '../base/http.js';
import type { Entry } from '../base/ledger.js';
import { build, waitingRules } from '../base/services.js';
import { Shop } from '../base/shop.js';
import { contractFile, define } from '../zoo.js';

/** A charge is pending at first and completed 40 ms later. */
function current(entry: Entry): Entry {
  const age = Date.now() - Date.parse(String(entry['created']));
  return { ...entry, status: age < 40 ? 'pending' : 'completed' };
}

export class PendingShop extends Shop {
  override present(kind: string, entry: Entry): Answer {
    return super.present(kind, current(entry));
  }

  override list(kind: string, principal: string, reference: string): readonly Entry[] {
    return super.list(kind, principal, reference).map(current);
  }

  /** The answer to a duplicate: the charge as it is now. */
  again(answer: Answer, call: Call): Answer {
    if (answer.status >= 300) return answer;
    const { id } = JSON.parse(answer.body) as { id: string };
    const entry = this.ledger.get(call.path.slice(1), call.principal, id);
    return entry ? this.present(call.path.slice(1), entry) : json(500, { error: 'gone' });
  }
}

export const CURRENT_STATE = ['--contract', contractFile('current-state')];

export default define({
  name: 'current-state',
  about: 'A replay shows the state of now: same id, while status moves from pending to completed (PayPal).',
  flags: CURRENT_STATE,
  service: () => {
    const shop = new PendingShop();
    return build(waitingRules(), { replay: (answer, call) => shop.again(answer, call) }, shop);
  },
});
