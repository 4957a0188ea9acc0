import { hashWords } from './hash.js';

/**
 * Chance with a seed (sfc32), written here so that a plan stays the same function of its address whatever version of
 * a library is installed.
 *
 * @example
 * ```ts
 * const dice = new Dice('7/overlap/0');
 * dice.int(1, 6); // the same for ever
 * ```
 */
export class Dice {
  #a: number;
  #b: number;
  #c: number;
  #counter: number;

  constructor(seed: string) {
    [this.#a, this.#b, this.#c, this.#counter] = hashWords(seed);
    for (let round = 0; round < 12; round += 1) this.#next();
  }

  /** 32 bits, unsigned. */
  #next(): number {
    const sum = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + sum;
    return sum >>> 0;
  }

  /** From 0 (included) to 1 (excluded). */
  unit(): number {
    return ((this.#next() >>> 5) * 67108864 + (this.#next() >>> 6)) / 9007199254740992;
  }

  /** A continuous value of the range. */
  real(min: number, max: number): number {
    return min + this.unit() * (max - min);
  }

  /** A whole number of the range, both ends included. */
  int(min: number, max: number): number {
    return Math.min(max, min + Math.floor(this.unit() * (max - min + 1)));
  }

  chance(probability: number): boolean {
    return this.unit() < probability;
  }

  /** One of a list that is not empty. */
  pick<Item>(items: readonly Item[]): Item {
    return items[this.int(0, items.length - 1)] as Item;
  }

  /** One of a list that is not empty, by weight. */
  weighted<Item>(items: readonly (readonly [weight: number, item: Item])[]): Item {
    let sum = 0;
    for (const item of items) sum += item[0];
    let left = this.unit() * sum;
    for (const item of items) {
      left -= item[0];
      if (left < 0) return item[1];
    }
    return (items.at(-1) as readonly [number, Item])[1];
  }

  /** `count` of a list, in their order. */
  some<Item>(items: readonly Item[], count: number): Item[] {
    const chosen: Item[] = [];
    items.forEach((item, index) => {
      if (this.chance((count - chosen.length) / (items.length - index))) chosen.push(item);
    });
    return chosen;
  }
}
