import type { Rules } from '../base/keyed.js';
import { build, conflictRules } from '../base/services.js';
import { define } from '../zoo.js';

function rules(): Rules {
  const base = conflictRules();
  const names = new WeakMap<object, string>();
  const claim = base.records.claim.bind(base.records);
  base.records.claim = async (key, fingerprint) => {
    const entry = await claim(key, fingerprint);
    if (entry) names.set(entry, key);
    return entry;
  };
  return {
    ...base,
    mismatch: (entry, call) => {
      const key = names.get(entry);
      if (key !== undefined && entry.answer) base.records.release(key); // "The key is tainted, forget it."
      return base.mismatch(entry, call);
    },
  };
}

export default define({
  name: 'mismatch-drops-record',
  about: 'Refuses another payload with 422, and forgets the record: the next honest retry charges again.',
  intended: 'single-effect',
  others: ['payload-mismatch', 'stable-identity', 'identical-replay', 'marker'],
  service: () => build(rules()),
});
