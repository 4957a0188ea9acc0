import type { KeyChange, KeyPlace, Operation, Plan } from '../../model/index.js';
import { operationsOf } from '../../model/index.js';
import { hashHex, hashUuid } from '../hash.js';
import type { Identity } from '../types.js';
import { nameOf, nonceOf } from './values.js';

/** Renders the target's key template for an operation. */
export type KeyTemplate = (operation: Operation, identity: Identity) => string;

/** What distinguishes a hostile text from one execution to the next, where it holds this. */
export const SALT = '{{nonce}}';

/**
 * The key of an operation as the client means it, before quoting; undefined where none is sent.
 *
 * A fresh key is a salted UUID, since some servers take nothing else. Where another operation's key differs from it
 * only late, it is made long enough for that.
 */
export function keyOf(plan: Plan, operation: Operation, identity: Identity, template?: KeyTemplate): string | undefined {
  const choice = operation.key;
  // A control asks whether a key that was never seen would do: one that is spelled like the operation's, where that was changed.
  if (identity.control > 0) {
    const key = freshKey(plan, operation, identity, template);
    if (choice.kind !== 'near') return key;
    return changedKey(stretched(key, tailLength(choice.change) ?? 0, nameOf(operation.id, identity)), choice.change, operation.id, identity);
  }
  switch (choice.kind) {
    case 'fresh':
      return freshKey(plan, operation, identity, template);
    case 'absent':
      return undefined;
    case 'empty':
      return '';
    case 'hostile':
      return choice.text.replaceAll(SALT, nonceOf(operation.id, identity));
    case 'shared':
    case 'near': {
      const other = operationsOf(plan).find(({ id }) => id === choice.of);
      const key = other === undefined ? undefined : keyOf(plan, other, identity, template);
      if (key === undefined || choice.kind === 'shared') return key;
      return changedKey(key, choice.change, operation.id, identity);
    }
  }
}

function freshKey(plan: Plan, operation: Operation, identity: Identity, template?: KeyTemplate): string {
  const name = nameOf(operation.id, identity);
  const plain = template === undefined ? hashUuid(`key/${name}`) : template(operation, identity);
  const changes = changesOf(plan, operation.id);
  if (changes.length === 0) return plain;
  // A UUID is the same in either case (RFC 9562 §4), and a service may read it as one: a key that is no UUID is not.
  const key = template === undefined && changes.includes('case') ? `k${plain}` : plain;
  // How many characters it shares with another key that differs beyond them only.
  const needed = Math.max(0, ...changes.map((change) => tailLength(change) ?? 0));
  return needed === 0 ? key : `${stretched(key, needed, name)}${tailOf(name)}`;
}

/** In what the keys of other operations differ from that of `base`. */
function changesOf(plan: Plan, base: number): KeyChange[] {
  const changes: KeyChange[] = [];
  for (const { key } of operationsOf(plan)) if (key.kind === 'near' && key.of === base) changes.push(key.change);
  return changes;
}

/** 36 for `tail-36`; undefined for a change that is no tail. */
export function tailLength(change: KeyChange): number | undefined {
  return change.startsWith('tail-') ? Number(change.slice(5)) : undefined;
}

function stretched(key: string, length: number, name: string): string {
  let long = key;
  for (let block = 0; long.length < length; block += 1) long += hashHex(`stretch/${name}/${block}`);
  return long.slice(0, Math.max(length, key.length));
}

function tailOf(name: string): string {
  return hashHex(`tail/${name}`).slice(0, 8);
}

function changedKey(key: string, change: KeyChange, operation: number, identity: Identity): string {
  const prefix = tailLength(change);
  if (prefix !== undefined) return `${key.slice(0, Math.max(prefix, key.length - 8))}${tailOf(nameOf(operation, identity))}`;
  if (change === 'punctuation') {
    const at = key.search(/[-_]/);
    return at < 0 ? `${key}-` : `${key.slice(0, at)}${key[at] === '-' ? '_' : '-'}${key.slice(at + 1)}`;
  }
  const at = key.search(/[a-zA-Z]/);
  const letter = key[at];
  if (letter === undefined) return `${key}a`;
  return `${key.slice(0, at)}${letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase()}${key.slice(at + 1)}`;
}

/** The key as it goes on the wire: raw, or a structured-field String (RFC 9651 §3.3.3). */
export function spelledKey(key: string, format: KeyPlace['format']): string {
  return format === 'raw' ? key : `"${key.replaceAll(/["\\]/g, String.raw`\$&`)}"`;
}

/**
 * Texts of a plan's hostile keys that carry no salt: the target must meet each only once in a run.
 *
 * @example
 * ```ts
 * literalKeysOf(plan); // ['__proto__']
 * ```
 */
export function literalKeysOf(plan: Plan): string[] {
  return operationsOf(plan).flatMap(({ key }) => (key.kind === 'hostile' && !key.text.includes(SALT) ? [key.text] : []));
}
