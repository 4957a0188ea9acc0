import type { Answer } from './http.js';

/** What is known about one key: claimed at first, then with its answer. */
export interface Entry {
  readonly fingerprint: string;
  answer?: Answer;
  /** Resolves when the claim is completed or released. */
  readonly settled: Promise<void>;
  readonly wake: () => void;
}

export function newEntry(fingerprint: string): Entry {
  let wake = () => {};
  const settled = new Promise<void>((resolve) => (wake = resolve));
  return { fingerprint, settled, wake };
}

/** The idempotency store, in memory. */
export class Records {
  constructor(protected readonly entries = new Map<string, Entry>()) {}

  /** Claims a free key in one step: undefined where the key is now ours, else the entry that holds it. */
  claim(key: string, fingerprint: string): Entry | undefined | Promise<Entry | undefined> {
    const found = this.entries.get(key);
    if (!found) this.entries.set(key, newEntry(fingerprint));
    return found;
  }

  complete(key: string, answer: Answer): void {
    const entry = this.entries.get(key);
    if (!entry) return;
    entry.answer = answer;
    entry.wake();
  }

  release(key: string): void {
    const entry = this.entries.get(key);
    this.entries.delete(key);
    entry?.wake();
  }
}
