import type { Json } from '../../model/index.js';
import { isObject } from '../../model/index.js';
import { namesIn } from './json.js';
import type { Codec, Spelling } from './types.js';
import { SyntaxProblem } from './types.js';

/** How a form writes lists: `a[0]=1`, `a[]=1` or `a=1&a=2`. */
type ListStyle = 'index' | 'empty' | 'repeat';

/** A list while it is read, or an object whose names are whole numbers from 0. */
type Draft = string | Draft[] | Map<string, Draft>;

/** `application/x-www-form-urlencoded` with brackets: `items[0][price]=5&metadata[a]=b`. All leaves are text. */
export const form: Codec = {
  name: 'form',
  typed: false,
  spellings: ['reordered'],
  decode(text) {
    const root = new Map<string, Draft>();
    let style: ListStyle = 'index';
    let offset = 0;
    for (const pair of text.split('&')) {
      if (pair !== '') {
        const [name, value] = pairOf(pair, offset);
        const path = pathOf(name);
        if (path.includes('')) style = 'empty';
        if (!put(root, path, value)) style = 'repeat';
      }
      offset += pair.length + 1;
    }
    return { tree: finish(root), encode: (tree, spelling) => pairsOf(tree, spelling, style).join('&') };
  },
};

function pairOf(pair: string, offset: number): readonly [name: string, value: string] {
  const equals = pair.indexOf('=');
  const raw = equals < 0 ? [pair, ''] : [pair.slice(0, equals), pair.slice(equals + 1)];
  try {
    const [name = '', value = ''] = raw.map((piece) => decodeURIComponent(piece.replaceAll('+', ' ')));
    return [name, value];
  } catch {
    throw new SyntaxProblem('"%" must be followed by the two digits of a byte of UTF-8', offset + pair.indexOf('%'));
  }
}

/** `a[b][0]` as `['a', 'b', '0']`; brackets that do not fit belong to the name. */
function pathOf(name: string): string[] {
  const [, head, tail = ''] = /^([^[]+)((?:\[[^\]]*\])*)$/.exec(name) ?? [];
  if (head === undefined) return [name];
  return [head, ...[...tail.matchAll(/\[([^\]]*)\]/g)].map(([, step = '']) => step)];
}

/** False where the name was there already: then both values make a list. */
function put(root: Map<string, Draft>, path: readonly string[], value: string): boolean {
  let at: Map<string, Draft> = root;
  let fresh = true;
  path.forEach((step, index) => {
    const name = step === '' ? nextIndex(at, path.slice(index + 1)) : step;
    const old = at.get(name);
    if (index < path.length - 1) {
      const below = old instanceof Map ? old : new Map<string, Draft>();
      at.set(name, below);
      at = below;
    } else if (old === undefined) at.set(name, value);
    else {
      fresh = false;
      at.set(name, [...(Array.isArray(old) ? old : [old]), value]);
    }
  });
  return fresh;
}

/** `items[][a]=1&items[][b]=2` is one item until a name comes again. */
function nextIndex(at: Map<string, Draft>, rest: readonly string[]): string {
  const last = at.get(String(at.size - 1));
  const [next] = rest;
  return last instanceof Map && next !== undefined && next !== '' && !last.has(next) ? String(at.size - 1) : String(at.size);
}

function finish(draft: Draft): Json {
  if (typeof draft === 'string') return draft;
  if (Array.isArray(draft)) return draft.map(finish);
  const members = [...draft].map(([name, value]) => [name, finish(value)] as const);
  const numbered = members.length > 0 && members.every(([name]) => /^(?:0|[1-9]\d*)$/.test(name) && Number(name) < members.length);
  if (!numbered) return Object.fromEntries(members);
  return members.toSorted(([left], [right]) => Number(left) - Number(right)).map(([, value]) => value);
}

function pairsOf(tree: Json, spelling: Spelling, style: ListStyle, name = ''): string[] {
  if (Array.isArray(tree)) {
    return tree.flatMap((item, index) => pairsOf(item as Json, spelling, style, `${name}${bracketOf(item as Json, index, style)}`));
  }
  if (!isObject(tree)) return [`${name}=${encodeURIComponent(typeof tree === 'string' ? tree : JSON.stringify(tree))}`];
  return namesIn(tree, spelling).flatMap((member) => {
    const escaped = encodeURIComponent(member);
    return pairsOf(tree[member] ?? null, spelling, style, name === '' ? escaped : `${name}[${escaped}]`);
  });
}

function bracketOf(item: Json, index: number, style: ListStyle): string {
  if (style === 'empty') return '[]';
  return style === 'repeat' && typeof item === 'string' ? '' : `[${index}]`;
}
