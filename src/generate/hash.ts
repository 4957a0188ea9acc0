type Words = readonly [number, number, number, number];

/**
 * 128 bits of a text, as four unsigned 32-bit words (cyrb128). Not for secrets: it makes names that do not collide by
 * accident, and seeds.
 *
 * @example
 * ```ts
 * hashWords('a') === hashWords('a'); // false, yet equal word by word
 * ```
 */
export function hashWords(text: string): Words {
  let [a, b, c, d] = [1779033703, 3144134277, 1013904242, 2773480762];
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    a = b ^ Math.imul(a ^ code, 597399067);
    b = c ^ Math.imul(b ^ code, 2869860233);
    c = d ^ Math.imul(c ^ code, 951274213);
    d = a ^ Math.imul(d ^ code, 2716044179);
  }
  a = Math.imul(c ^ (a >>> 18), 597399067);
  b = Math.imul(d ^ (b >>> 22), 2869860233);
  c = Math.imul(a ^ (c >>> 17), 951274213);
  d = Math.imul(b ^ (d >>> 19), 2716044179);
  a ^= b ^ c ^ d;
  return [a >>> 0, (b ^ a) >>> 0, (c ^ a) >>> 0, (d ^ a) >>> 0];
}

/** Every group of so many digits: a number beyond 31 bits is slow to write in another base, and each request has two hashes. */
function groups(radix: number, digits: number): readonly string[] {
  return Array.from({ length: radix ** digits }, (_, value) => value.toString(radix).padStart(digits, '0'));
}

const HEX = groups(16, 2);
const BASE_36 = groups(36, 2);

/** 32 hexadecimal digits of a text. */
export function hashHex(text: string): string {
  let hex = '';
  for (const word of hashWords(text)) hex += `${HEX[word >>> 24]}${HEX[(word >>> 16) & 255]}${HEX[(word >>> 8) & 255]}${HEX[word & 255]}`;
  return hex;
}

/**
 * A UUID, version 4 in shape, that is a function of the text. It always holds a letter, so that there is one whose case
 * can be flipped.
 *
 * @example
 * ```ts
 * hashUuid('salt/0'); // '5c0c4b1e-0d0a-4d5e-a0c1-…'
 * ```
 */
export function hashUuid(text: string): string {
  const hex = hashHex(text);
  // The variant's digit may be 8, 9, a or b: the letters are as lawful and never fail us.
  const variant = Number.parseInt(hex[16] ?? '0', 16) % 2 === 0 ? 'a' : 'b';
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20)}`;
}

/** A short name of letters and digits with 84 bits of the text in it, starting with `rp`. */
export function hashName(text: string): string {
  const [a, b, c] = hashWords(text);
  return `rp${inBase36(a, 7)}${inBase36(b, 7)}${inBase36(c, 4)}`;
}

/** The last `count` digits of a word. */
function inBase36(word: number, count: number): string {
  let digits = '';
  for (let left = word; digits.length < count; left = Math.floor(left / BASE_36.length)) digits = `${BASE_36[left % BASE_36.length]}${digits}`;
  return digits.slice(-count);
}
