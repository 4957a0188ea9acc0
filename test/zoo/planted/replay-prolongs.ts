import { marked } from '../base/keyed.js';
import { ExpiringRecords } from '../base/expiring.js';
import type { Entry } from '../base/records.js';
import { build, conflictRules } from '../base/services.js';
import { contractFile, define } from '../zoo.js';

/** The time to live is set at every access, as a cache does it. */
class CachedRecords extends ExpiringRecords {
  override claim(key: string, fingerprint: string): Entry | undefined | Promise<Entry | undefined> {
    const found = super.claim(key, fingerprint);
    this.since.set(key, performance.now());
    return found;
  }
}

export default define({
  name: 'replay-prolongs',
  about: 'Each replay starts the second anew for which a key is kept: a client that retries never gets past it.',
  intended: 'expiry',
  flags: ['--contract', contractFile('kept-from-claim')],
  service: () => build(conflictRules(), { records: new CachedRecords(1000), replay: marked }),
});
