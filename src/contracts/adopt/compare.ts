import type { Answer, Contract, Json } from '../../model/index.js';
import { isObject, pointerGet, pointerJoin, volatileOf } from '../../model/index.js';

/** Members of a body that are looked at; a page of thousands teaches no more. */
const MOST = 500;

/**
 * True where the second answer gives all that the first gave: every member but the volatile ones, Location and Content-Type.
 * Added ones are lawful.
 */
export function repeats(first: Answer, second: Answer, volatile: readonly string[] = []): boolean {
  const headers = ['location', 'content-type'].every((name) => first.headers[name] === undefined || first.headers[name] === second.headers[name]);
  return headers && (first.tree === undefined ? first.text === second.text : contains(second.tree, first.tree, volatile));
}

/**
 * True where the second answer stands for the same result as the first: it repeats it, under the same status or another 2xx,
 * or it is the conflict with its resource id that the contract gives for it.
 */
export function alike(first: Answer, second: Answer, contract: Contract): boolean {
  if (contract.replay?.finished === 'conflict-with-id' && first.id !== undefined && first.id === second.id) return true;
  return (first.status === second.status || (is2xx(first.status) && is2xx(second.status))) && repeatsUnder(first, second, contract);
}

/** As {@link repeats}, where the contract does not promise less: the resource as it is now, or no more than success. */
export function repeatsUnder(first: Answer, second: Answer, contract: Contract): boolean {
  const { replay } = contract;
  if (replay?.identity === 'none') return true;
  return replay?.identity === 'current-state' ? first.id === second.id : repeats(first, second, volatileOf(contract));
}

export const is2xx = (status: number): boolean => status >= 200 && status < 300;

function contains(whole: Json | undefined, part: Json, volatile: readonly string[], at = ''): boolean {
  if (volatile.includes(at)) return true;
  const inner = (name: string | number, value: Json): boolean => contains((whole as { [member: string]: Json })[name], value, volatile, pointerJoin(at, name));
  if (Array.isArray(part)) return Array.isArray(whole) && whole.length === part.length && part.every((item, index) => inner(index, item as Json));
  if (!isObject(part)) return whole === part;
  return isObject(whole) && Object.entries(part).every(([name, value]) => Object.hasOwn(whole, name) ? inner(name, value) : volatile.includes(pointerJoin(at, name)));
}

/** All texts, numbers and booleans of a tree, by JSON Pointer. */
export function scalars(tree: Json | undefined, at = ''): [pointer: string, value: string | number | boolean][] {
  if (typeof tree === 'string' || typeof tree === 'number' || typeof tree === 'boolean') return [[at, tree]];
  if (!Array.isArray(tree) && !isObject(tree)) return [];
  return Object.entries(tree)
    .slice(0, MOST)
    .flatMap(([name, value]) => scalars(value as Json, pointerJoin(at, name)))
    .slice(0, MOST);
}

/** Names under which services say what kind of error it is. */
const KIND = /(?:code|type|reason|kind|error|title)$/i;

/**
 * A member that tells some answers from others of the same status: a text that is the same in all of `mine` and in none of
 * `others`. Where there are no others to compare with, the text itself must speak of it (`speaks`), or it could stand in any
 * answer.
 */
export function telltale(mine: readonly Answer[], others: readonly Answer[], speaks: RegExp): { readonly pointer: string; readonly value: string } | undefined {
  const rivals = others.filter(({ status }) => mine.some((answer) => answer.status === status));
  const found = scalars(mine[0]?.tree).flatMap(([pointer, value]) => {
    if (typeof value !== 'string' || !mine.every(({ tree }) => pointerGet(tree, pointer) === value)) return [];
    if (rivals.some(({ tree }) => pointerGet(tree, pointer) === value)) return [];
    return rivals.length > 0 || speaks.test(value) ? [{ pointer, value }] : [];
  });
  return found.find(({ pointer }) => KIND.test(pointer)) ?? found[0];
}
