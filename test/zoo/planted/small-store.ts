import type { Answer } from '../base/http.js';
import { Records } from '../base/records.js';
import { build, conflictRules } from '../base/services.js';
import { define } from '../zoo.js';

class SmallRecords extends Records {
  override complete(key: string, answer: Answer): void {
    super.complete(key, answer);
    const finished = [...this.entries].filter(([, entry]) => entry.answer);
    if (finished.length > 60) this.entries.delete(finished[0]![0]);
  }
}

export default define({
  name: 'small-store',
  about: 'Keeps the answers of the last 60 keys only, however young the others are.',
  bugClass: 12,
  intended: 'single-effect',
  others: ['stable-identity', 'identical-replay', 'marker'],
  service: () => build(conflictRules(), { records: new SmallRecords() }),
});
