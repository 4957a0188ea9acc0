import type { Answer, Call } from '../base/http.js';
import { pack, writeBytes } from '../base/packing.js';
import { build, conflictRules } from '../base/services.js';
import { Shop } from '../base/shop.js';
import { define } from '../zoo.js';

class PackingShop extends Shop {
  override async post(call: Call): Promise<Answer> {
    return pack(await super.post(call), call);
  }

  override get(call: Call): Answer {
    return pack(super.get(call), call);
  }
}

export default define({
  name: 'encoding-lost',
  about: 'Stores what was compressed for the first client, and not that it was: the replay is bytes that nobody can read.',
  bugClass: 27,
  intended: 'identical-replay',
  others: ['stable-identity'],
  write: writeBytes,
  service: () => {
    const keep = ({ headers: { 'content-encoding': _, ...headers }, ...answer }: Answer): Answer => ({ ...answer, headers });
    return build({ ...conflictRules(), keep }, {}, new PackingShop());
  },
});
