import type { Answer } from '../base/http.js';
import { newEntry, Records } from '../base/records.js';
import { build, conflictRules } from '../base/services.js';
import { define } from '../zoo.js';

class MisfiledRecords extends Records {
  override complete(key: string, answer: Answer): void {
    const entry = { ...newEntry(''), answer };
    this.release(key);
    this.entries.set(`response:${key}`, entry); // Nobody looks there.
  }
}

export default define({
  name: 'lookup-key-differs',
  about: 'Stores the answer under another name than it looks under: the lock works, the replay never does.',
  bugClass: 14,
  intended: 'single-effect',
  others: ['stable-identity', 'identical-replay'],
  service: () => build(conflictRules(), { records: new MisfiledRecords() }),
});
