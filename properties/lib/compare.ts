import type { Answer, Contract, Json, ReplayRules } from '../../src/model/index.js';
import { hasFinished, headerOf, isObject, jsonEqual, once, parseExactly, pathOf, pointerJoin, volatileOf, withoutOrigins } from '../../src/model/index.js';
import { shown } from './words.js';

/** How the two answers came about that are compared. */
export interface Circumstances {
  /** False where the two overlapped: either may then be the original, so that a member or header which only one of them has may be an added one. */
  readonly ordered: boolean;
  /** True where two instances gave them: the kit itself called the service by two names, which stand in the links that it makes. */
  readonly elsewhere: boolean;
}

/** In what a later answer differs from the first, beyond what the contract allows. */
export interface Difference {
  readonly cause: 'status' | 'member-lost' | 'member-changed' | 'body' | 'content-type' | 'location' | 'header';
  /** Ends a sentence: `status 200 instead of 201`. */
  readonly text: string;
}

/** Compares two accepted answers under the contract. */
export function compareAnswers(contract: Contract, first: Answer, other: Answer, how: Circumstances): Difference | undefined {
  const rules = contract.replay ?? NO_RULES;
  if (rules.identity === 'none' || hasFinished(contract, first, other) || (!how.ordered && hasFinished(contract, other, first))) return undefined;
  const exact = rules.identity === 'bytes' || rules.identity === 'fields';
  const body = exact ? compareBodies(contract, first, other, how) : undefined;
  if (rules.status === 'same' && first.status !== other.status) {
    // A status that is forgotten is one thing; another answer altogether is what its body shows it to be.
    const status = `status ${other.status} instead of ${first.status}`;
    return body === undefined || first.text === '' ? { cause: 'status', text: status } : { ...body, text: `${status} and ${body.text}` };
  }
  return body ?? compareHeaders(contract, first, other, how, exact);
}

function compareBodies(contract: Contract, first: Answer, other: Answer, { ordered, elsewhere }: Circumstances): Difference | undefined {
  if (isSameText(first.text, other.text, elsewhere)) return undefined;
  const volatile = volatileOf(contract);
  const bytes = contract.replay?.identity === 'bytes';
  const text = `a body of ${other.text.length} characters instead of ${first.text.length}: ${shown(other.text)}`;
  if (first.tree === undefined || other.tree === undefined || (bytes && volatile.length === 0)) return { cause: 'body', text };
  const rules = { volatile, ordered, elsewhere };
  const difference = compareEitherWay(first.tree, other.tree, rules) ?? compareExactly(first.text, other.text, rules);
  if (difference !== undefined || !bytes) return difference;
  return compareTrees(other.tree, first.tree, '', { volatile, ordered: true, elsewhere }) === undefined ? undefined : { cause: 'body', text };
}

function compareEitherWay(first: Json, other: Json, rules: TreeRules): Difference | undefined {
  return compareTrees(first, other, '', rules) ?? (rules.ordered ? undefined : neitherHolds(first, other, { ...rules, ordered: true }));
}

/** An id of 64 bits that a replay has rounded is the same number to JavaScript. */
function compareExactly(first: string, other: string, rules: TreeRules): Difference | undefined {
  const [left, right] = [parseExactly(first), parseExactly(other)];
  return left === undefined || right === undefined ? undefined : compareEitherWay(left, right, rules);
}

/** Whichever was the original, the other has all of its members, or each lacks some of the other's. */
function neitherHolds(first: Json, other: Json, rules: TreeRules): Difference | undefined {
  const lost = compareTrees(first, other, '', rules);
  return lost !== undefined && compareTrees(other, first, '', rules) !== undefined ? lost : undefined;
}

function isSameText(first: string, other: string, elsewhere: boolean): boolean {
  return first === other || (elsewhere && withoutOrigins(first) === withoutOrigins(other));
}

interface TreeRules extends Circumstances {
  readonly volatile: readonly string[];
}

/** Every member of the first must be in the other; what the other has besides is lawful. */
function compareTrees(first: Json, other: Json, at: string, rules: TreeRules): Difference | undefined {
  if (rules.volatile.includes(at)) return undefined;
  if (Array.isArray(first) && Array.isArray(other) && first.length === other.length) {
    const right = other as readonly Json[];
    return firstOf(first as readonly Json[], (item, index) => compareTrees(item, right[index] ?? null, pointerJoin(at, index), rules));
  }
  if (isObject(first) && isObject(other)) {
    return firstOf(Object.keys(first), (name) => {
      const pointer = pointerJoin(at, name);
      if (Object.hasOwn(other, name)) return compareTrees(first[name] ?? null, other[name] ?? null, pointer, rules);
      if (!rules.ordered || rules.volatile.includes(pointer)) return undefined;
      return { cause: 'member-lost', text: `no member ${pointer}, which was ${shown(first[name])}` };
    });
  }
  if (typeof first === 'string' && typeof other === 'string' ? isSameText(first, other, rules.elsewhere) : jsonEqual(first, other)) return undefined;
  return { cause: 'member-changed', text: `${at === '' ? 'a body' : `member ${at}`} ${shown(other)} instead of ${shown(first)}` };
}

function firstOf<Item>(items: readonly Item[], find: (item: Item, index: number) => Difference | undefined): Difference | undefined {
  for (let index = 0; index < items.length; index += 1) {
    const found = find(items[index] as Item, index);
    if (found !== undefined) return found;
  }
  return undefined;
}

function compareHeaders(contract: Contract, first: Answer, other: Answer, { ordered, elsewhere }: Circumstances, exact: boolean): Difference | undefined {
  return firstOf(comparedHeaders(contract.replay ?? NO_RULES)[exact ? 'exact' : 'listed'], (name) => {
    const left = headerOf(first.response.headers, name);
    const right = headerOf(other.response.headers, name);
    if (left === right) return undefined;
    // A media type says nothing about a body that is not there.
    if (left === undefined || (name === 'content-type' && (first.text === '' || other.text === ''))) return undefined;
    if (right === undefined ? !ordered : isSameText(plain(name, left), plain(name, right), elsewhere)) return undefined;
    // Made from the body, which names the instance.
    if (name === 'etag' && elsewhere && first.text !== other.text) return undefined;
    const cause = name === 'location' || name === 'content-type' ? name : 'header';
    return { cause, text: right === undefined ? `no ${name}, which was ${shown(left)}` : `${name} ${shown(right)} instead of ${shown(left)}` };
  });
}

const NO_RULES: ReplayRules = {};

/** Names of the headers that are compared: those that the contract lists, and with them those of every exact replay. */
const comparedHeaders = once(({ headers = [], ignoredHeaders = [] }: ReplayRules) => {
  const ignored = new Set(ignoredHeaders.map((name) => name.toLowerCase()));
  const compared = (names: readonly string[]): readonly string[] => [...new Set(names.map((name) => name.toLowerCase()))].filter((name) => !ignored.has(name));
  return { exact: compared(['location', 'content-type', ...headers]), listed: compared(headers) };
});

/** A header's value without what has no meaning: the host of a Location, the parameters of a media type. */
function plain(name: string, value: string): string {
  if (name === 'location') return pathOf(value);
  return name === 'content-type' ? (value.split(';')[0] ?? '').trim().toLowerCase() : value;
}
