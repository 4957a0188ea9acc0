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
export function readAnswer(response: RecordedResponse, contract: Contract, classify: Classify, trees?: Trees): Answer {
  return new ReadAnswer(response, contract, classify, trees);
}

/** A class for the sake of its getters: an answer is read no further than it is asked, and mostly its class says enough. */
class ReadAnswer implements Answer {
  readonly class: AnswerClass;
  readonly status: number;
  readonly text: string;
  readonly #contract: Contract;
  readonly #trees: Trees | undefined;
  #isParsed = false;
  #tree: Json | undefined;
  /** Null while it was not looked for. */
  #id: string | undefined | null = null;

  constructor(
    readonly response: RecordedResponse,
    contract: Contract,
    classify: Classify,
    trees: Trees | undefined,
  ) {
    this.status = response.status;
    this.text = bodyText(response.body);
    this.#contract = contract;
    this.#trees = trees;
    this.class = classify(this, contract);
  }

  get tree(): Json | undefined {
    if (!this.#isParsed) {
      this.#isParsed = true;
      this.#tree = this.#trees === undefined ? parseJson(this.text) : treeOf(this.text, this.#trees);
    }
    return this.#tree;
  }

  get id(): string | undefined {
    if (this.#id === null) this.#id = resourceId(placesOf(this.#contract), this);
    return this.#id;
  }

  get marked(): boolean {
    return isMarked(this.#contract, this);
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

type Place = (answer: Answer) => Json | undefined;

/** A place in an answer: `header:Location`, or a JSON Pointer. */
function placeOf(place: string): Place {
  if (!place.startsWith('header:')) return ({ tree }) => pointerGet(tree, place);
  const name = place.slice(7).toLowerCase();
  return ({ response }) => headerOf(response.headers, name);
}

const placesOf = once(({ resourceId: places = [] }: Contract): readonly Place[] => places.map(placeOf));

function resourceId(places: readonly Place[], answer: Answer): string | undefined {
  for (const place of places) {
    const value = place(answer);
    if (typeof value === 'string' || typeof value === 'number') return String(value);
  }
  return undefined;
}

function isMarked({ marker }: Contract, answer: Answer): boolean {
  if (marker === undefined) return false;
  const value = marker.in === 'header' ? headerOf(answer.response.headers, marker.name.toLowerCase()) : pointerGet(answer.tree, marker.name);
  if (value === undefined || value === null) return false;
  return marker.value === undefined || String(value).toLowerCase() === marker.value.toLowerCase();
}
