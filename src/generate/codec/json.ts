import type { Json, JsonObject } from '../../model/index.js';
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
  let members = '';
  for (const name of namesIn(tree, spelling)) members += `${members === '' ? '' : `,${gap}`}${JSON.stringify(name)}${colon}${write(tree[name] ?? null, spelling)}`;
  return `{${gap}${members}${gap}}`;
}

/** Names of an object's members in the order of a spelling. */
export function namesIn(tree: JsonObject, spelling: Spelling): string[] {
  const names = Object.keys(tree);
  if (spelling === 'reordered') return names.toReversed();
  return spelling === 'sorted' ? names.toSorted() : names;
}
