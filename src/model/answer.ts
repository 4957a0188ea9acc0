import type { AnswerClass, Contract } from './contract.js';
import type { Answer, Classify } from './facts.js';
import type { RecordedBody, RecordedResponse } from './history.js';
import type { Json } from './json.js';
import { parseJson, pointerGet } from './json.js';
import { once } from './memo.js';
import type { Headers } from './wire.js';
import { headerOf } from './wire.js';

/** Trees of bodies by their text: replays repeat each other, and reading is most of what an answer costs. */
export type Trees = Map<string, Json | undefined>;

/**
 * Reads a response under a contract: its class, tree, resource id and marker.
 *
 * @param trees - what has been read of the same history
 */
export function readAnswer(response: RecordedResponse, contract: Contract, classify: Classify, trees: Trees = new Map()): Answer {
  const text = bodyText(response.body);
  const tree = treeOf(text, trees);
  return new ReadAnswer(response, {
    class: classify({ status: response.status, tree }, contract),
    text,
    tree,
    id: resourceId(placesOf(contract), response.headers, tree),
    marked: isMarked(contract, response.headers, tree),
  });
}

/** A class for the sake of its getter: headers are most of an answer, and hardly ever asked for. */
class ReadAnswer implements Answer {
  readonly class: AnswerClass;
  readonly status: number;
  readonly text: string;
  readonly tree: Json | undefined;
  readonly id: string | undefined;
  readonly marked: boolean;

  constructor(
    readonly response: RecordedResponse,
    read: Pick<Answer, 'class' | 'text' | 'tree' | 'id' | 'marked'>,
  ) {
    this.class = read.class;
    this.status = response.status;
    this.text = read.text;
    this.tree = read.tree;
    this.id = read.id;
    this.marked = read.marked;
  }

  get headers(): Answer['headers'] {
    return byName(this.response.headers);
  }
}

function byName(all: Headers): Answer['headers'] {
  const headers: { [name: string]: string } = {};
  for (const [name, value] of all) headers[name.toLowerCase()] ??= value;
  return headers;
}

/** A body as text; base64 stays as it is, prefixed, so that equality holds. */
export function bodyText(body: RecordedBody): string {
  if (body === null) return '';
  return typeof body === 'string' ? body : `base64:${body.base64}`;
}

function treeOf(text: string, trees: Trees): Json | undefined {
  // What is no JSON is known as such too.
  const known = trees.get(text);
  if (known !== undefined || trees.has(text)) return known;
  const tree = parseJson(text);
  trees.set(text, tree);
  return tree;
}

type Place = (headers: Headers, tree: Json | undefined) => Json | undefined;

/** A place in an answer: `header:Location`, or a JSON Pointer. */
function placeOf(place: string): Place {
  if (!place.startsWith('header:')) return (_headers, tree) => pointerGet(tree, place);
  const name = place.slice(7).toLowerCase();
  return (headers) => headerOf(headers, name);
}

const placesOf = once(({ resourceId: places = [] }: Contract): readonly Place[] => places.map(placeOf));

function resourceId(places: readonly Place[], headers: Headers, tree: Json | undefined): string | undefined {
  for (const place of places) {
    const value = place(headers, tree);
    if (typeof value === 'string' || typeof value === 'number') return String(value);
  }
  return undefined;
}

function isMarked({ marker }: Contract, headers: Headers, tree: Json | undefined): boolean {
  if (marker === undefined) return false;
  const value = marker.in === 'header' ? headerOf(headers, marker.name.toLowerCase()) : pointerGet(tree, marker.name);
  if (value === undefined || value === null) return false;
  return marker.value === undefined || String(value).toLowerCase() === marker.value.toLowerCase();
}
