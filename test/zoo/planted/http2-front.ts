import { newEntry, Records, type Entry } from '../base/records.js';
import { build, conflictRules } from '../base/services.js';
import { Shop } from '../base/shop.js';
import { turn } from '../base/time.js';
import { define } from '../zoo.js';

class RacyRecords extends Records {
  override async claim(key: string, fingerprint: string): Promise<Entry | undefined> {
    const found = this.entries.get(key);
    await turn(); // The look-up and the insert are two trips to the store.
    if (!found && !this.entries.has(key)) this.entries.set(key, newEntry(fingerprint));
    return found;
  }
}

export default define({
  name: 'http2-front',
  about: 'The front for HTTP/2 was added later: it looks the key up and inserts it in two steps, where that of HTTP/1.1 claims it in one.',
  bugClass: 1,
  intended: 'single-effect',
  others: ['stable-identity', 'identical-replay', 'marker'],
  also: ['h2'],
  service: () => {
    const entries = new Map<string, Entry>();
    const shop = new Shop();
    const older = build(conflictRules(), { records: new Records(entries) }, shop);
    const newer = build(conflictRules(), { records: new RacyRecords(entries) }, shop);
    return (call) => (call.version === '2.0' ? newer(call) : older(call));
  },
});
