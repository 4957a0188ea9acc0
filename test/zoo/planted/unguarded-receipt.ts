import { randomUUID } from 'node:crypto';
import type { Handler } from '../base/http.js';
import { build, waitingRules } from '../base/services.js';
import { Shop } from '../base/shop.js';
import { define } from '../zoo.js';

/** Sends a receipt for every accepted answer, outside the guard: replays are accepted answers too. */
function withReceipts(handle: Handler, shop: Shop): Handler {
  return async (call) => {
    const answer = await handle(call);
    if (answer.status !== 201) return answer;
    const { reference } = JSON.parse(answer.body) as { reference: string };
    shop.ledger.add('receipts', call.principal, { id: randomUUID(), reference });
    return answer;
  };
}

export default define({
  name: 'unguarded-receipt',
  about: 'Two effects, and only the charge is guarded: each retry sends another receipt.',
  bugClass: 45,
  intended: 'single-effect',
  flags: ['--effects', 'GET /receipts?reference={{nonce}}'],
  service: () => {
    const shop = new Shop();
    return withReceipts(build(waitingRules(), {}, shop), shop);
  },
});
