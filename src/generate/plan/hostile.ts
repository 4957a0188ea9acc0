import { SALT } from '../blueprint/keys.js';
import { once } from '../../model/index.js';
import type { PlanContext } from '../types.js';

/**
 * Keys that break naive code: names that objects already have, separators of lists, quotes and escapes, white space
 * within, text beyond ASCII, patterns of paths and queries, length. All but the names carry the salt.
 */
const TEXTS: readonly string[] = [
  `${SALT},${SALT}`,
  `"${SALT}"-"`,
  `${SALT}\\`,
  `'; ${SALT} --`,
  `${SALT} with spaces`,
  `../${SALT}/%2e%2e?a=b&c#d`,
  `${SALT}:*{$ne}[]`,
  // Latin-1: the most that a header can carry.
  `clé-${SALT}-ü`,
  '__proto__',
  'constructor',
];

/** Only where the key is in a body. */
const WIDE: readonly string[] = [`ключ-鍵-🔑-${SALT}`];

/** The longest key that is tried where the contract sets no limit; headers are often cut at 8 KB. */
const LONGEST = 1000;
/** A rendered salt has this many characters. */
const SALT_LENGTH = 20;

/** The hostile keys that the contract's length and characters and the key's place allow. */
export const hostileTexts = once(({ blueprint, contract }: PlanContext): readonly string[] => {
  const place = blueprint.target.key;
  if (place === null) return [];
  const maxLength = contract.key?.maxLength ?? LONGEST;
  const long = `${SALT}${'k'.repeat(Math.max(0, Math.min(maxLength, LONGEST) - SALT_LENGTH))}`;
  const characters = contract.key?.characters === undefined ? /[^]/u : new RegExp(`^(?:${contract.key.characters})$`, 'u');
  // A structured-field String holds printable ASCII only.
  const printable = place.format === 'quoted' ? /[ -~]/u : /[^]/u;
  return [...TEXTS, long, ...(place.in === 'body' ? WIDE : [])].filter((text) => {
    const sent = text.replaceAll(SALT, 'x'.repeat(SALT_LENGTH));
    return sent.length <= maxLength && [...sent].every((character) => characters.test(character) && printable.test(character));
  });
});
