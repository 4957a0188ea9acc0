import { newEntry, Records, type Entry } from '../base/records.js';
import { build, conflictRules } from '../base/services.js';
import { pause } from '../base/time.js';
import { define } from '../zoo.js';

/** As wide as the table's index. */
const WIDTH = 36;

function indexed(key: string): string {
  const [principal, method, path, own = ''] = JSON.parse(key) as string[];
  return JSON.stringify([principal, method, path, own.slice(0, WIDTH)]);
}

/** Whoever asks for a key alone claims it in the cache. Of copies that come together none can tell, so that the table decides. */
class ContendedRecords extends Records {
  readonly #asked = new Map<string, number>();
  readonly #table = new Map<string, Entry>();

  override async claim(key: string, fingerprint: string): Promise<Entry | undefined> {
    this.#asked.set(key, (this.#asked.get(key) ?? 0) + 1);
    await pause(2);
    const cached = this.entries.get(key);
    if (cached) return cached;
    const alike = Number(this.#asked.get(key)) > 1 ? this.#table.get(indexed(key)) : undefined;
    if (alike) return alike;
    const own = newEntry(fingerprint);
    this.entries.set(key, own);
    if (!this.#table.has(indexed(key))) this.#table.set(indexed(key), own);
    return undefined;
  }
}

export default define({
  name: 'contended-keys-cut',
  about: 'Copies that come together ask the table, whose index ends after 36 characters: all are refused for the record of a key that begins alike.',
  bugClass: 42,
  intended: 'distinct-keys',
  service: () => build(conflictRules(), { records: new ContendedRecords() }),
});
