import type { Filler, Json } from '../../model/index.js';
import { isObject, pointerGet, pointerSteps } from '../../model/index.js';

/**
 * A tree with another value at a pointer; members that lead to it are made where they are missing.
 *
 * @example
 * ```ts
 * withValue({ a: 1 }, '/b/c', 2); // { a: 1, b: { c: 2 } }
 * ```
 */
export function withValue(tree: Json, pointer: string, value: Json): Json {
  return edit(tree, pointerSteps(pointer), value);
}

/** A tree without the member or item at a pointer. */
export function withoutValue(tree: Json, pointer: string): Json {
  return edit(tree, pointerSteps(pointer), undefined);
}

/** A tree with a longer string; a member that is not there yet comes first, so that everything else is beyond it. */
export function filledTree(tree: Json, filler: Filler | undefined): Json {
  return filler === undefined ? tree : grown(tree, filler, 'x'.repeat(filler.length));
}

/** As {@link filledTree}, with a mark in the filler's place: it differs where that would, and is short. */
export function markedTree(tree: Json, filler: Filler | undefined): Json {
  return filler === undefined ? tree : grown(tree, filler, `\u0000${filler.length}`);
}

function grown(tree: Json, { pointer }: Filler, more: string): Json {
  const now = pointerGet(tree, pointer);
  if (typeof now === 'string') return withValue(tree, pointer, now + more);
  const [name] = pointerSteps(pointer);
  return isObject(tree) && now === undefined && name !== undefined ? { [name]: more, ...tree } : tree;
}

function edit(tree: Json, [step, ...rest]: readonly string[], value: Json | undefined): Json {
  if (step === undefined) return value ?? null;
  if (Array.isArray(tree)) {
    const items = tree as readonly Json[];
    const at = Number(step);
    if (value === undefined && rest.length === 0) return items.filter((_, index) => index !== at);
    return items.map((item, index) => (index === at ? edit(item, rest, value) : item));
  }
  const entries = isObject(tree) ? Object.entries(tree) : [];
  const has = entries.some(([name]) => name === step);
  if (value === undefined && rest.length === 0) return Object.fromEntries(entries.filter(([name]) => name !== step));
  if (!has) return value === undefined ? tree : Object.fromEntries([...entries, [step, edit({}, rest, value)]]);
  return Object.fromEntries(entries.map(([name, old]) => [name, name === step ? edit(old, rest, value) : old]));
}
