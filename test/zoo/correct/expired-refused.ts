import { problem } from '../base/http.js';
import { ExpiringRecords } from '../base/expiring.js';
import type { Entry } from '../base/records.js';
import { build, conflictRules } from '../base/services.js';
import { marked } from '../base/keyed.js';
import { contractFile, define } from '../zoo.js';

/** Keeps the key for ever, and its answer for a time. */
class RememberingRecords extends ExpiringRecords {
  override claim(key: string, fingerprint: string): Entry | undefined | Promise<Entry | undefined> {
    const found = this.entries.get(key);
    if (!found || !this.isExpired(key, found)) return super.claim(key, fingerprint);
    return { ...found, fingerprint, answer: problem(410, 'idempotency_key_expired') };
  }
}

export default define({
  name: 'expired-refused',
  about: 'Answers 410 to every key that is older than a second.',
  flags: ['--contract', contractFile('refused-after')],
  service: () => build(conflictRules(), { records: new RememberingRecords(1000), replay: (answer) => (answer.status === 410 ? answer : marked(answer)) }),
});
