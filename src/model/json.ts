/** A JSON value. Numbers are as JavaScript parsed them. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [member: string]: Json };

/** A JSON object. */
export type JsonObject = { readonly [member: string]: Json };

/** True for `{…}`, false for arrays, null and scalars. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whoever walks a tree calls himself for each level, and a stack has an end: some thousand levels. */
const MOST_LEVELS = 250;

/** Parses JSON; `undefined` where the text is not JSON, or nested deeper than any message is. */
export function parseJson(text: string): Json | undefined {
  const tree = parsed(text);
  return tree !== undefined && mayBeDeep(text) && isDeeper(tree, MOST_LEVELS) ? undefined : tree;
}

/** True where the text is JSON, however deep. */
export function isJson(text: string): boolean {
  return parsed(text) !== undefined;
}

function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

/** Whether a text opens so many brackets: most are too short for that, and their trees need not be looked at. */
function mayBeDeep(text: string): boolean {
  return text.length > 2 * MOST_LEVELS && timesIn(text, '[') + timesIn(text, '{') > MOST_LEVELS;
}

/** How often the sign stands in the text; no more than tells whether it may be deep. */
function timesIn(text: string, sign: string): number {
  let times = 0;
  for (let at = text.indexOf(sign); at >= 0 && times <= MOST_LEVELS; at = text.indexOf(sign, at + 1)) times += 1;
  return times;
}

function isDeeper(tree: Json, levels: number): boolean {
  if (typeof tree !== 'object' || tree === null) return false;
  return levels === 0 || Object.values(tree).some((each) => isDeeper(each as Json, levels - 1));
}

/**
 * An integer that a number of JavaScript may round: 2^53 has sixteen digits. Strings are matched too, so that their digits
 * are passed over; one that never ends is matched to the end of the text, or each of its quotes would be tried for itself.
 */
const LONG = /"(?:[^"\\]|\\[^])*(?:"|\\?$)|(?<![\w.+-])-?\d{16,}(?![\w.])/g;
const MAY_BE_LONG = /\d{16}/;

/** As {@link parseJson}, with integers beyond sixteen digits as their text, so that two which differ are not rounded to one; `undefined` where there are none. */
export function parseExactly(text: string): Json | undefined {
  if (!MAY_BE_LONG.test(text)) return undefined;
  const exact = text.replace(LONG, (token) => (token.startsWith('"') ? token : `"${token}"`));
  return exact === text ? undefined : parseJson(exact);
}

/**
 * The value that a JSON Pointer (RFC 6901) points at, or `undefined`.
 *
 * @example
 * ```ts
 * pointerGet({ data: [{ id: 7 }] }, '/data/0/id'); // 7
 * ```
 */
export function pointerGet(root: Json | undefined, pointer: string): Json | undefined {
  let at: Json | undefined = root;
  for (const step of pointerSteps(pointer)) {
    if (Array.isArray(at)) at = (at as readonly Json[])[Number(step)];
    else if (isObject(at) && Object.hasOwn(at, step)) at = at[step];
    else return undefined;
  }
  return at;
}

/** The last pointers that were taken apart: the few that a contract names are asked for in every answer. */
const known = new Map<string, readonly string[]>();
const MOST_KNOWN = 1000;

/** `/a~1b/0` as `['a/b', '0']`; the empty pointer is the whole document. */
export function pointerSteps(pointer: string): readonly string[] {
  let steps = known.get(pointer);
  if (steps === undefined) {
    steps = pointer === '' ? [] : pointer.split('/').slice(1).map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
    if (known.size >= MOST_KNOWN) known.clear();
    known.set(pointer, steps);
  }
  return steps;
}

/** The pointer of a member below `parent`. */
export function pointerJoin(parent: string, step: string | number): string {
  return `${parent}/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

/** Structural equality; member order does not matter. */
export function jsonEqual(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) return true;
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, index) => jsonEqual(item as Json, b[index] as Json));
  }
  if (!isObject(a) || !isObject(b)) return false;
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => Object.hasOwn(b, name) && jsonEqual(a[name], b[name]));
}
