import { randomBytes } from 'node:crypto';

import type { SinkAnswer, SinkCall } from '../../src/model/index.js';
import { parseJson, pointerGet } from '../../src/model/index.js';

/** An answer as it was given: whoever asks again with the same key gets it again. */
export interface Given {
  readonly status: number;
  readonly body: string;
}

/**
 * The effects of a downstream, and its memory of keys. It is as kind as a downstream can be: calls to the same method and
 * path with the same key have one effect, and so has a PUT or DELETE of the same path, keys or not (RFC 9110 §9.2.2).
 */
export class Book {
  readonly #template: SinkAnswer;
  readonly #given = new Map<string, Given>();

  constructor(template: SinkAnswer) {
    this.#template = template;
  }

  /** What an earlier call has left under the same identity; undefined where there was none. */
  known(call: SinkCall): Given | undefined {
    const identity = identityOf(call);
    return identity === undefined ? undefined : this.#given.get(identity);
  }

  /** The effect, and the answer to it. */
  apply(call: SinkCall, body: string): Given {
    const given = { status: this.#template.status, body: rendered(this.#template.body, call, body) };
    const identity = identityOf(call);
    if (identity !== undefined) this.#given.set(identity, given);
    return given;
  }

  /** An answer to what asks and changes nothing. */
  look(call: SinkCall): Given {
    return { status: this.#template.status, body: rendered(this.#template.body, call, '') };
  }
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
