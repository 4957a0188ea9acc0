import { pack, writeBytes } from '../base/packing.js';
import { build, conflictRules } from '../base/services.js';
import { define } from '../zoo.js';

export default define({
  name: 'compresses',
  about: 'Stores answers as they are, and compresses whatever it sends to a client that takes it.',
  write: writeBytes,
  service: () => {
    const handler = build(conflictRules());
    return async (call) => pack(await handler(call), call);
  },
});
