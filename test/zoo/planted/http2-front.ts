import { RacyRecords } from '../base/racy-records.js';
import { Records, type Entry } from '../base/records.js';
import { build, conflictRules } from '../base/services.js';
import { Shop } from '../base/shop.js';
import { define } from '../zoo.js';

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
