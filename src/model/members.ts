import type { Json } from './json.js';
import { isObject, parseJson, pointerJoin } from './json.js';

/** A request by what makes it another one: no headers. */
export interface RequestText {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly body: string;
}

/** The leaves of a tree as JSON texts, by their pointers; `root` where it is a leaf itself. */
export function leavesOf(tree: Json, root: string, pointer = ''): readonly (readonly [name: string, value: string])[] {
  const members = Array.isArray(tree) ? [...tree.entries()] : isObject(tree) ? Object.entries(tree) : [];
  if (members.length === 0) return [[pointer === '' ? root : pointer, JSON.stringify(tree)]];
  return members.flatMap(([step, value]) => leavesOf(value as Json, root, pointerJoin(pointer, step)));
}

/** `name=value` and the like, joined by `&`; no sentence, no markup and no base64, in which an `=` may stand too. */
const FORM = /^[\w.%+*[\]-]+=[^\s&<>"{}]*(?:&[\w.%+*[\]-]+=[^\s&<>"{}]*)*$/;

/** Method, path, each parameter of the query, and each leaf or field of the body, by name; the whole `body` where it is neither JSON nor a form. */
export function requestMembers({ method, path, body }: RequestText): ReadonlyMap<string, string> {
  const [place = '', query = ''] = path.split(/\?(.*)/s);
  return new Map([['method', method], ['path', place], ...pairsOf(query, 'query'), ...bodyMembers(body)]);
}

function bodyMembers(body: string): Iterable<readonly [name: string, value: string]> {
  const tree = parseJson(body);
  if (tree !== undefined) return leavesOf(tree, 'body');
  return FORM.test(body) ? pairsOf(body, 'field') : [['body', body]];
}

/** The values of a query or a form by their names; those of one name together. */
function pairsOf(text: string, kind: 'query' | 'field'): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(text)) {
    const known = values.get(`${kind} ${name}`);
    values.set(`${kind} ${name}`, known === undefined ? value : `${known}, ${value}`);
  }
  return values;
}

/** Names of the members that differ, or that one of the two lacks. */
export function differingNames(left: ReadonlyMap<string, string>, right: ReadonlyMap<string, string>): readonly string[] {
  return [...new Set([...left.keys(), ...right.keys()])].filter((name) => left.get(name) !== right.get(name));
}
