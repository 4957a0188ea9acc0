import { createHash, randomBytes } from 'node:crypto';

import type { Json, SinkAnswer, SinkCall } from '../../src/model/index.js';
import { isObject, parseJson, pointerGet } from '../../src/model/index.js';

/** An answer as it was given: whoever asks again with the same key gets it again. */
export interface Given {
  readonly status: number;
  readonly body: string;
}

/** An answer, and a hash of the body that it was given to: bodies are not kept. */
interface Entry {
  readonly given: Given;
  readonly asked: string;
}

/**
 * The effects of a downstream, and its memory of keys. It is as kind as a downstream can be: calls to the same method and
 * path with the same key have one effect, and so has a PUT or DELETE of the same path, keys or not (RFC 9110 §9.2.2).
 */
export class Book {
  readonly #template: SinkAnswer;
  readonly #entries = new Map<string, Entry>();

  constructor(template: SinkAnswer) {
    this.#template = template;
  }

  /** What an earlier call has left under the same identity; undefined where there was none. */
  known(call: SinkCall): Given | undefined {
    return this.#entryOf(call)?.given;
  }

  /** True where that call had another body; the order of members does not matter. */
  wasOther(call: SinkCall, body: string): boolean {
    const entry = this.#entryOf(call);
    return entry !== undefined && entry.asked !== hashOf(body);
  }

  #entryOf(call: SinkCall): Entry | undefined {
    const identity = identityOf(call);
    return identity === undefined ? undefined : this.#entries.get(identity);
  }

  /** The effect, and the answer to it. */
  apply(call: SinkCall, body: string): Given {
    const given = { status: this.#template.status, body: rendered(this.#template.body, call, body) };
    const identity = identityOf(call);
    if (identity !== undefined) this.#entries.set(identity, { given, asked: hashOf(body) });
    return given;
  }

  /** An answer to what asks and changes nothing. */
  look(call: SinkCall): Given {
    return { status: this.#template.status, body: rendered(this.#template.body, call, '') };
  }
}

function hashOf(body: string): string {
  const tree = parseJson(body);
  return createHash('sha256').update(tree === undefined ? body : JSON.stringify(sorted(tree))).digest('base64');
}

function sorted(tree: Json): Json {
  if (Array.isArray(tree)) return tree.map((each) => sorted(each as Json));
  if (!isObject(tree)) return tree;
  return Object.fromEntries(Object.entries(tree).toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([name, value]) => [name, sorted(value)]));
}

function identityOf({ method, path, key }: SinkCall): string | undefined {
  const place = `${method} ${path.split('?')[0] ?? ''}`;
  if (key !== undefined) return `${place} ${key}`;
  return method === 'PUT' || method === 'DELETE' ? `${method} ${path}` : undefined;
}

function rendered(template: string, { nonce }: SinkCall, body: string): string {
  return template.replaceAll(/\{\{\s*(id|nonce|request (\S+?))\s*\}\}/g, (_, name: string, pointer?: string) => {
    if (name === 'id') return `sink_${randomBytes(9).toString('hex')}`;
    if (name === 'nonce') return nonce;
    const value = pointerGet(parseJson(body), pointer ?? '');
    // It stands within the quotes of the template, or as a value by itself where it is no text.
    return typeof value === 'string' ? JSON.stringify(value).slice(1, -1) : JSON.stringify(value ?? null);
  });
}
