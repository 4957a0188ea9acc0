import type { Answer } from './http.js';
import { newEntry, Records, type Entry } from './records.js';
import { Shop } from './shop.js';
import { pause } from './time.js';

/** Keeps finished keys for a time, by default from their claim on; a claim lasts for as long as its owner works. */
export class ExpiringRecords extends Records {
  protected readonly since = new Map<string, number>();

  constructor(
    protected readonly retentionMs: number,
    protected readonly nowMs: () => number = () => performance.now(),
  ) {
    super();
  }

  protected isExpired(key: string, found: Entry | undefined): boolean {
    return found?.answer !== undefined && this.nowMs() >= (this.since.get(key) ?? 0) + this.retentionMs;
  }

  /** An expired key is taken over in the step that claims it. */
  override claim(key: string, fingerprint: string): Entry | undefined | Promise<Entry | undefined> {
    const found = this.entries.get(key);
    if (found && !this.isExpired(key, found)) return found;
    this.entries.set(key, newEntry(fingerprint));
    this.since.set(key, this.nowMs());
    return undefined;
  }
}

/** Counts from the answer. */
export class AnsweredRecords extends ExpiringRecords {
  override complete(key: string, answer: Answer): void {
    super.complete(key, answer);
    this.since.set(key, this.nowMs());
  }
}

/** A bank that takes 400 ms. */
export class SlowShop extends Shop {
  override async authorize(): Promise<void> {
    await pause(400);
  }
}
