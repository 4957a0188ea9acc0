import { conflict, header } from '../base/keyed.js';
import { build, conflictRules } from '../base/services.js';
import { define, TWO_PRINCIPALS } from '../zoo.js';

export default define({
  name: 'lock-no-tenant',
  about: "The record knows whose key it is, the lock does not: what is finished waits for another caller's request with that key.",
  bugClass: 40,
  intended: 'isolation',
  flags: TWO_PRINCIPALS,
  service: () => {
    const busy = new Set<string>();
    const execute = build(conflictRules());
    return async (call) => {
      const key = header(call, 'idempotency-key');
      if (call.method !== 'POST' || !key) return execute(call);
      if (busy.has(key)) return conflict();
      busy.add(key);
      try {
        return await execute(call);
      } finally {
        busy.delete(key);
      }
    };
  },
});
