import { randomUUID } from 'node:crypto';
import type { Call } from '../base/http.js';
import { header } from '../base/keyed.js';
import { build, conflictRules } from '../base/services.js';
import { Shop, type Order } from '../base/shop.js';
import { define, TWO_PRINCIPALS } from '../zoo.js';

class KeyedShop extends Shop {
  override newId(_order: Order, call?: Call): string {
    const key = call === undefined ? undefined : header(call, 'idempotency-key');
    return key ? `ch_${key}` : randomUUID();
  }
}

export default define({
  name: 'id-of-key',
  about: 'A charge is named by its key, within its caller: Alice and Bob may each have one of that name.',
  flags: TWO_PRINCIPALS,
  service: () => build(conflictRules(), {}, new KeyedShop()),
});
