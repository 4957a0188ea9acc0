import type { Draws, Json } from '../../model/index.js';
import { pointerGet } from '../../model/index.js';
import { hashName, hashUuid } from '../hash.js';
import type { Values } from '../template/render.js';
import type { Scope, Source } from '../template/scope.js';
import type { Identity } from '../types.js';

/** What the holes of one request are filled from. */
export interface Filling {
  readonly scope: Scope;
  readonly operation: number;
  readonly draws: Draws;
  readonly nonce: string;
  readonly identity: Identity;
  /** The target's first URL. */
  readonly url: string;
}

/** Names one operation's execution, control included; hashed into its keys, nonces and UUIDs. */
export function nameOf(operation: number, identity: Identity): string {
  return `${identity.salt}/${operation}/${identity.control}`;
}

/** The nonce of an operation; `spare` is that of the variant which changes only the nonce. */
export function nonceOf(operation: number, identity: Identity, spare = false): string {
  return hashName(`nonce/${nameOf(operation, identity)}/${spare ? 1 : 0}`);
}

/**
 * The values of one request. What is missing (an answer that never came, a capture) stays as it was written: such a
 * request finds nothing, where an empty text might find everything.
 */
export function valuesOf(filling: Filling): Values {
  const { scope, operation, draws, nonce, identity, url } = filling;
  const valueOf = (source: Source): Json => {
    switch (source.kind) {
      case 'nonce':
        return nonce;
      case 'timestamp':
        return new Date(identity.wallMs).toISOString();
      case 'url':
        return url;
      case 'answer':
        return pointerGet(source.of === 'own' ? identity.answer : identity.parentAnswer, source.pointer) ?? `{{answer ${source.pointer}}}`;
      case 'uuid':
        // A UUID names a resource, and no two executions may name the same one.
        return hashUuid(`uuid/${nameOf(operation, identity)}/${source.slot}/${JSON.stringify(draws[source.slot] ?? 0)}`);
      case 'drawn':
        return draws[source.slot] ?? scope.slotOf(source.slot)?.drawing.simplest[0] ?? null;
      case 'name': {
        const meaning = scope.lookup(source.name);
        if (meaning === undefined || meaning.kind === 'name') return identity.captures[source.name] ?? `{{${source.name}}}`;
        return valueOf(meaning);
      }
    }
  };
  return valueOf;
}
