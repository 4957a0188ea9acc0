import { problem, type Call } from '../base/http.js';
import { build, waitingRules } from '../base/services.js';
import { define } from '../zoo.js';

function bodyKey(call: Call): string | undefined {
  try {
    const { idempotency_key: key } = JSON.parse(call.text) as { idempotency_key?: unknown };
    return typeof key === 'string' && key !== '' ? key : undefined;
  } catch {
    return undefined;
  }
}

export default define({
  name: 'key-in-body',
  about: 'The key is a member of the body and must be there (Square).',
  flags: ['--key-field', '/idempotency_key'],
  service: () => build(waitingRules(), { key: (call) => bodyKey(call) ?? problem(400, 'missing_idempotency_key') }),
});
