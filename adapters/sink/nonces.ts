/** Finds nonces that are known in texts of any kind, written as they were given or in capitals, alone or glued to other words. */
export class Nonces<Entry> {
  readonly #entries = new Map<string, Entry>();
  readonly #lengths = new Set<number>();

  set(nonce: string, entry: Entry): void {
    this.#entries.set(nonce.toLowerCase(), entry);
    this.#lengths.add(nonce.length);
  }

  get(nonce: string): Entry | undefined {
    return this.#entries.get(nonce.toLowerCase());
  }

  /** The first one in any of the texts. */
  find(texts: readonly string[]): Entry | undefined {
    for (const text of texts) {
      for (const [word] of text.toLowerCase().matchAll(WORDS)) {
        const entry = this.#entries.get(word) ?? this.#within(word);
        if (entry !== undefined) return entry;
      }
    }
    return undefined;
  }

  #within(word: string): Entry | undefined {
    if (word.length > LONGEST_WORD) return undefined;
    for (const length of this.#lengths) {
      for (let at = 0; at + length <= word.length; at += 1) {
        const entry = this.#entries.get(word.slice(at, at + length));
        if (entry !== undefined) return entry;
      }
    }
    return undefined;
  }
}

/** Nonces are letters and digits. */
const WORDS = /[a-z0-9]+/g;
/** Longer ones are blobs, and looking into each place of them would take its time. */
const LONGEST_WORD = 512;
