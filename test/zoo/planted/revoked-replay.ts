import { keyed, service } from '../base/keyed.js';
import { conflictRules } from '../base/services.js';
import { Shop } from '../base/shop.js';
import { define, TWO_PRINCIPALS } from '../zoo.js';

export default define({
  name: 'revoked-replay',
  about: 'Authentication sits behind the idempotency layer: a revoked credential still gets its replays.',
  bugClass: 43,
  intended: 'isolation',
  flags: [...TWO_PRINCIPALS, '--revoke', 'POST /revoke'],
  service: () => {
    const rules = { ...conflictRules(), stores: (answer: { status: number }) => ![400, 401].includes(answer.status) };
    const inner = service({ ...rules, key: () => undefined }, new Shop());
    const outer = keyed(rules, inner);
    return (call) => (call.method === 'POST' && call.path === '/charges' ? outer(call) : inner(call));
  },
});
