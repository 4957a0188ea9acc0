import type { Json, JsonObject, Reading } from '../../src/model/index.js';
import { isObject, pointerGet } from '../../src/model/index.js';

/** Numbers that are a count by their name, the first one that is there. */
const COUNT_NAMES = ['count', 'total', 'total_count', 'totalCount'];
/** Members that tell of a further page where they are true, or name it. */
const MORE_NAMES = ['has_more', 'hasMore', 'next', 'next_page', 'nextPage', 'next_page_token', 'nextPageToken', 'next_cursor', 'nextCursor', 'next_url'];
const LINK_NAMES = ['links', '_links', 'paging', 'pagination', 'meta'];

/** How many effects a JSON answer shows. `linked`: a Link header names a next page. */
export function countOf(tree: Json, pointer: string | undefined, linked: boolean): Reading {
  if (pointer !== undefined) return pointed(tree, pointer, linked);
  if (typeof tree === 'number') return numbered(tree, 'the answer');
  if (Array.isArray(tree)) return listed(tree.length, linked);
  if (!isObject(tree)) return { wrong: `it answered ${JSON.stringify(tree).slice(0, 80)}, which cannot be counted`, hint: 'a probe answers an array, a number, or an object that holds one' };
  const arrays = Object.values(tree).filter((value) => Array.isArray(value));
  const [only] = arrays;
  if (arrays.length === 1 && only !== undefined) return listed((only as readonly Json[]).length, linked || hasMore(tree));
  const name = COUNT_NAMES.find((each) => typeof tree[each] === 'number');
  if (arrays.length === 0 && name !== undefined) return numbered(tree[name] as number, `"${name}"`);
  const members = Object.keys(tree).slice(0, 8).join(', ');
  return {
    wrong: arrays.length === 0 ? `the object that it answered holds neither an array nor a count (it has: ${members})` : `the object that it answered holds ${arrays.length} arrays (it has: ${members})`,
    hint: 'a JSON Pointer says which array or number is counted (--effects-count /data)',
  };
}

function pointed(tree: Json, pointer: string, linked: boolean): Reading {
  const value = pointerGet(tree, pointer);
  if (Array.isArray(value)) return listed(value.length, linked || (isObject(tree) && hasMore(tree)));
  if (typeof value === 'number') return numbered(value, pointer);
  // SQL counts are often strings: they may exceed what JSON numbers hold.
  if (typeof value === 'string' && /^\d{1,15}$/.test(value)) return { count: Number(value) };
  const what = value === undefined ? 'nothing' : JSON.stringify(value).slice(0, 80);
  return { wrong: `at ${pointer} its answer has ${what}`, hint: 'the pointer leads to an array or a number' };
}

function listed(count: number, more: boolean): Reading {
  if (!more) return { count };
  return { wrong: `it answered a page that is full: ${count}, and there are more`, hint: 'ask only for this operation (filter by {{nonce}}), or for more in one page' };
}

function numbered(count: number, where: string): Reading {
  if (Number.isSafeInteger(count) && count >= 0) return { count };
  return { wrong: `${where} is ${count}, which is no count`, hint: 'a count is a whole number from 0 on' };
}

function hasMore(tree: JsonObject): boolean {
  const told = (object: JsonObject): boolean => MORE_NAMES.some((name) => object[name] !== undefined && object[name] !== null && object[name] !== false && object[name] !== '');
  return told(tree) || LINK_NAMES.some((name) => isObject(tree[name]) && told(tree[name]));
}
