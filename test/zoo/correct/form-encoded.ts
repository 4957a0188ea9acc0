import { json, problem, type Call, type Handler } from '../base/http.js';
import { marked, type Rules } from '../base/keyed.js';
import { build, conflictRules } from '../base/services.js';
import { Shop } from '../base/shop.js';
import { everyNth } from '../base/time.js';
import { chargeFlags, define } from '../zoo.js';

/** Reads what Stripe's API reads: form-urlencoded with brackets. */
export class FormShop extends Shop {
  override parse(call: Call): unknown {
    const form = new URLSearchParams(call.text);
    const reference = form.get('metadata[reference]');
    return { ...Object.fromEntries(form), amount: Number(form.get('amount')), reference };
  }
}

class FailingShop extends FormShop {
  readonly #fails = everyNth(9);

  override async authorize(): Promise<void> {
    await super.authorize({ amount: 0, reference: '' });
    if (this.#fails()) throw new Error('no route to the bank');
  }
}

function fingerprint(call: Call): string {
  const form = new URLSearchParams(call.text);
  form.sort();
  return form.toString();
}

export function stripeLike(shop: Shop, changed: Partial<Rules> = {}): Handler {
  const rules: Partial<Rules> = {
    fingerprint,
    replay: marked,
    inFlight: () => json(409, { error: { type: 'invalid_request_error', code: 'idempotency_key_in_use' } }),
    mismatch: () => json(400, { error: { type: 'idempotency_error' } }),
    key: (call) => {
      const key = call.headers['idempotency-key'];
      return typeof key === 'string' && key.length > 255 ? problem(400, 'key_too_long') : key?.toString() || undefined;
    },
    ...changed,
  };
  return build(conflictRules(), rules, shop);
}

export function formFlags(url: string): string[] {
  const body = 'amount={{int 1 5000}}&currency={{pick usd eur}}&metadata[reference]={{nonce}}';
  return chargeFlags(url, body, '-H', 'Content-Type: application/x-www-form-urlencoded', '--contract', 'stripe');
}

export default define({
  name: 'form-encoded',
  about: 'Form bodies; once a call has started its answer is stored, a 500 (every ninth, before any effect) included.',
  flags: formFlags,
  service: () => stripeLike(new FailingShop()),
});
