import type { Json } from '../../model/index.js';
import { isObject, pointerJoin } from '../../model/index.js';
import { codecFor } from '../codec/index.js';
import type { Codec, Decoded, Spelling } from '../codec/types.js';
import { SyntaxProblem } from '../codec/types.js';
import { TemplateError } from '../template/error.js';
import type { Values } from '../template/render.js';
import { renderText, renderValue, textOf } from '../template/render.js';
import type { Place, Scope, Template } from '../template/scope.js';

/** A body template, parsed. */
export interface BodyTemplate {
  /** All templates in it, for looking into their holes. */
  readonly templates: readonly Template[];
  /** How its tree may be spelled otherwise with other bytes; empty for opaque text. */
  readonly spellings: readonly ('reordered' | 'spaced')[];
  render(values: Values): RenderedBody;
}

/** A body with its values: a tree and how to write it, or opaque text. */
export type RenderedBody =
  | { readonly text: string }
  | { readonly tree: Json; encode(tree: Json, spelling: Spelling): string };

type Node =
  | { readonly kind: 'text'; readonly template: Template }
  | { readonly kind: 'fixed'; readonly value: Json }
  | { readonly kind: 'list'; readonly items: readonly Node[] }
  | { readonly kind: 'members'; readonly members: readonly (readonly [name: Template, value: Node])[] };

/** Parses a body template by its media type; without a codec it is opaque text with placeholders. */
export function compileBody(text: string, mediaType: string, scope: Scope, place: Place): BodyTemplate {
  const codec = codecFor(mediaType);
  if (codec === undefined) {
    const template = scope.read(text, place);
    return { templates: [template], spellings: [], render: (values) => ({ text: renderText(template, values) }) };
  }
  const { tree, encode } = decode(codec, text, place);
  const templates: Template[] = [];
  const read = (part: string, pointer: string): Template => {
    const template = scope.read(part, { ...place, text: `${place.text}, at ${pointer === '' ? 'its root' : pointer}` });
    templates.push(template);
    return template;
  };
  const node = compileTree(tree, '', read);
  return {
    templates,
    spellings: codec.spellings.filter((spelling) => encode(tree, spelling) !== encode(tree, 'plain')),
    render: (values) => ({ tree: renderNode(node, values, codec.typed), encode }),
  };
}

function decode(codec: Codec, text: string, place: Place): Decoded {
  try {
    return codec.name === 'json' ? codec.decode(text) : decodeForm(codec, text);
  } catch (problem) {
    if (!(problem instanceof SyntaxProblem)) throw problem;
    const before = text.slice(0, problem.offset).split('\n');
    const where = `line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`;
    const name = codec.name === 'json' ? 'JSON' : 'form-urlencoded';
    const hint =
      codec.name === 'form'
        ? 'Right would be name=value&list[0]=value'
        : text.startsWith('{{', problem.offset)
          ? 'Put it in double quotes: a string that is exactly one placeholder takes the type of its value, as in {"amount":"{{int 1 50}}"}'
          : 'Right would be {"amount":"{{int 1 50}}"}; for another kind of body give a Content-Type header';
    throw new TemplateError(place.text, `not ${name} at ${where}: ${problem.message}`, hint);
  }
}

/** Private-use characters take the place of placeholders, whose `=` and spaces would be read as the form's own. */
function decodeForm(codec: Codec, text: string): Decoded {
  const holes: string[] = [];
  const masked = text.replaceAll(/\{\{[^]*?\}\}/g, (hole) => `\uE000${holes.push(hole) - 1}\uE001`);
  const unmask = (part: string): string => part.replaceAll(/\uE000(\d+)\uE001/g, (_, index: string) => holes[Number(index)] ?? '');
  const { tree, encode } = codec.decode(masked);
  return { tree: mapTexts(tree, unmask), encode };
}

function mapTexts(tree: Json, change: (text: string) => string): Json {
  if (typeof tree === 'string') return change(tree);
  if (Array.isArray(tree)) return tree.map((item) => mapTexts(item as Json, change));
  if (!isObject(tree)) return tree;
  return Object.fromEntries(Object.entries(tree).map(([name, value]) => [change(name), mapTexts(value, change)]));
}

function compileTree(tree: Json, pointer: string, read: (text: string, pointer: string) => Template): Node {
  if (typeof tree === 'string') return { kind: 'text', template: read(tree, pointer) };
  if (Array.isArray(tree)) {
    return { kind: 'list', items: tree.map((item, index) => compileTree(item as Json, pointerJoin(pointer, index), read)) };
  }
  if (!isObject(tree)) return { kind: 'fixed', value: tree };
  const members = Object.entries(tree).map(([name, value]) => {
    const at = pointerJoin(pointer, name);
    return [read(name, at), compileTree(value, at, read)] as const;
  });
  return { kind: 'members', members };
}

function renderNode(node: Node, values: Values, typed: boolean): Json {
  switch (node.kind) {
    case 'fixed':
      return node.value;
    case 'text': {
      if (node.template.parts.length === 0) return '';
      const value = renderValue(node.template, values);
      return typed ? value : textOf(value);
    }
    case 'list':
      return node.items.map((item) => renderNode(item, values, typed));
    case 'members':
      return membersOf(node.members, values, typed);
  }
}

function membersOf(members: Extract<Node, { kind: 'members' }>['members'], values: Values, typed: boolean): Json {
  const tree: { [name: string]: Json } = {};
  for (const [template, node] of members) {
    const name = renderText(template, values);
    const value = renderNode(node, values, typed);
    // Even `__proto__` is a member like any other.
    if (name === '__proto__') Object.defineProperty(tree, name, { value, enumerable: true, configurable: true, writable: true });
    else tree[name] = value;
  }
  return tree;
}
