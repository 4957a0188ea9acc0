import type { Json } from '../../model/index.js';
import { isObject } from '../../model/index.js';
import { jsonProblem } from './json-syntax.js';
import type { Codec, Spelling } from './types.js';
import { SyntaxProblem } from './types.js';

/** JSON (RFC 8259). */
export const json: Codec = {
  name: 'json',
  typed: true,
  spellings: ['reordered', 'spaced'],
  decode(text) {
    try {
      return { tree: JSON.parse(text) as Json, encode: writeJson };
    } catch {
      throw jsonProblem(text) ?? new SyntaxProblem('this is not JSON', 0);
    }
  },
};

/**
 * Writes a tree. `reordered` reverses the members at every depth, which differs in bytes wherever there are two;
 * `JSON.stringify` could not, since objects order their integer names themselves.
 *
 * @example
 * ```ts
 * writeJson({ b: [1], a: 2 }, 'sorted'); // '{"a":2,"b":[1]}'
 * ```
 */
export function writeJson(tree: Json, spelling: Spelling): string {
  if (spelling === 'plain') return JSON.stringify(tree);
  const text = write(tree, spelling);
  return spelling === 'spaced' ? ` ${text}\n` : text;
}

function write(tree: Json, spelling: Spelling): string {
  const [gap, colon] = spelling === 'spaced' ? [' ', ' : '] : ['', ':'];
  if (Array.isArray(tree)) {
    return `[${gap}${tree.map((item) => write(item as Json, spelling)).join(`,${gap}`)}${gap}]`;
  }
  if (!isObject(tree)) return JSON.stringify(tree);
  const members = ordered(Object.entries(tree), spelling);
  return `{${gap}${members.map(([name, value]) => `${JSON.stringify(name)}${colon}${write(value, spelling)}`).join(`,${gap}`)}${gap}}`;
}

/** Members in the order of a spelling. */
export function ordered(members: [string, Json][], spelling: Spelling): [string, Json][] {
  if (spelling === 'reordered') return members.toReversed();
  return spelling === 'sorted' ? members.toSorted(([left], [right]) => (left < right ? -1 : 1)) : members;
}
