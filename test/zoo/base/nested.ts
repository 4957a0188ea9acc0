import { json, problem, type Answer, type Call, type Handler } from './http.js';
import { keyed, service, type Rules } from './keyed.js';
import { conflictRules } from './services.js';
import { Shop } from './shop.js';

const REFUND = /^\/charges\/([^/]+)\/refund$/;

/** A charge can be paid back once, and is itself the answer to that. */
class RefundShop extends Shop {
  readonly #paidBack = new Set<string>();

  async refund(call: Call): Promise<Answer> {
    const [, id = ''] = REFUND.exec(call.path) ?? [];
    const charge = this.ledger.get('charges', call.principal, id);
    const order = this.order(call);
    if (!charge) return problem(404, 'not_found');
    if (!order) return problem(400, 'invalid_request');
    if (this.#paidBack.has(id)) return problem(400, 'already_refunded');
    this.#paidBack.add(id);
    await this.authorize(order);
    await this.record('refunds', call, { ...order, id: this.newId(order), charge: id, status: 'succeeded' });
    return json(201, { ...charge, refunded: true }, { location: `/charges/${id}` });
  }
}

/** A charge service with POST /charges/:id/refund, under the same rules. */
export function withRefunds(changed: Partial<Rules> = {}): Handler {
  const rules: Rules = { ...conflictRules(), ...changed };
  const shop = new RefundShop();
  const others = service(rules, shop);
  const refund = keyed(rules, (call) => shop.refund(call));
  return (call) => (call.method === 'POST' && REFUND.test(call.path) ? refund(call) : others(call));
}

/** Flags for the refund of a charge; its body has a reference of its own. */
export const REFUND_OF_CHARGE = [
  '--also', 'POST /charges/{{answer /id}}/refund',
  '--also-body', '{"amount":"{{int 1 50}}","reference":"{{nonce}}"}',
  '--also-effects', 'GET /refunds?reference={{nonce}}',
];
