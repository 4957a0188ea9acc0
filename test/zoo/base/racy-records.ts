import { newEntry, Records, type Entry } from './records.js';
import { turn } from './time.js';

/** Looks a key up and inserts it in two trips to the store. */
export class RacyRecords extends Records {
  override async claim(key: string, fingerprint: string): Promise<Entry | undefined> {
    const found = this.entries.get(key);
    await this.trip();
    if (!found && !this.entries.has(key)) this.entries.set(key, newEntry(fingerprint));
    return found;
  }

  /** How long the second is behind the first. */
  trip(): Promise<void> {
    return turn();
  }
}
