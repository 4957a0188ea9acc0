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

/** Method, path, each parameter of the query and each leaf of the body, by name; the whole body where it is no JSON. */
export function requestMembers({ method, path, body }: RequestText): ReadonlyMap<string, string> {
  const [place = '', query = ''] = path.split(/\?(.*)/s);
  const tree = parseJson(body);
  const parameters = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(query)) {
    const known = parameters.get(`query ${name}`);
    parameters.set(`query ${name}`, known === undefined ? value : `${known}, ${value}`);
  }
  return new Map([['method', method], ['path', place], ...parameters, ...(tree === undefined ? [['body', body] as const] : leavesOf(tree, 'body'))]);
}

/** Names of the members that differ, or that one of the two lacks. */
export function differingNames(left: ReadonlyMap<string, string>, right: ReadonlyMap<string, string>): readonly string[] {
  return [...new Set([...left.keys(), ...right.keys()])].filter((name) => left.get(name) !== right.get(name));
}
