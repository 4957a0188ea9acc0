import type { Answer } from '../base/http.js';
import { Records } from '../base/records.js';
import { build, conflictRules } from '../base/services.js';
import { define } from '../zoo.js';

class ReplicatedRecords extends Records {
  override complete(key: string, answer: Answer): void {
    const entry = this.entries.get(key);
    this.release(key); // The lock is on the primary, the record is read from a replica.
    if (entry) setTimeout(() => this.entries.set(key, { ...entry, answer }), 25);
  }
}

export default define({
  name: 'stale-replica',
  about: 'Finished keys are looked up on a replica that is 25 ms behind.',
  bugClass: 48,
  intended: 'single-effect',
  others: ['stable-identity', 'identical-replay', 'marker'],
  service: () => build(conflictRules(), { records: new ReplicatedRecords() }),
});
