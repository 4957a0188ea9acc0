import type { Contract, Discriminator, Json, JsonObject } from '../model/index.js';
import { isObject } from '../model/index.js';

/** Members that are merged member by member; all others are replaced whole. */
const NESTED: ReadonlySet<string> = new Set(['key', 'answers', 'replay']);

/** One field by its dotted name (`replay.status`), with its new value. */
export interface Change {
  readonly field: string;
  readonly value: Json;
}

/** The value of a dotted field, or undefined. */
export function fieldOf(contract: Contract, field: string): Json | undefined {
  let at = contract as unknown as Json | undefined;
  for (const step of field.split('.')) at = isObject(at) ? at[step] : undefined;
  return at;
}

/** Discriminators more. Those that leave the class open say what is left over, so they stay last. */
export function withRule(contract: Contract, ...more: readonly Discriminator[]): Change {
  const rules = [...(contract.answers?.discriminators ?? []), ...more];
  const value = [...rules.filter((each) => each.class !== 'unclear'), ...rules.filter((each) => each.class === 'unclear')];
  return { field: 'answers.discriminators', value: value as unknown as Json };
}

/** The contract with some fields changed, and where each comes from. */
export function withChanges(contract: Contract, changes: readonly Change[], source: string): Contract {
  const next: { [member: string]: Json } = { ...(contract as unknown as JsonObject) };
  const sources: { [field: string]: string } = { ...contract.sources };
  for (const { field, value } of changes) {
    const [head = field, member] = field.split('.');
    const outer = next[head];
    next[head] = member === undefined ? value : { ...(isObject(outer) ? outer : {}), [member]: value };
    sources[field] = source;
  }
  return { ...(next as unknown as Contract), sources };
}

/** The contract with nothing said of a field that is a member of `replay`, `answers` or `key`. */
export function without(contract: Contract, field: string): Contract {
  const [head = field, member = ''] = field.split('.');
  const outer = fieldOf(contract, head);
  const rest = Object.fromEntries(Object.entries(isObject(outer) ? outer : {}).filter(([name]) => name !== member));
  const sources = Object.fromEntries(Object.entries(contract.sources ?? {}).filter(([name]) => name !== field));
  return { ...contract, [head]: rest, sources };
}

/** The fields of part of a contract as changes, its nested members one by one; `sources` is not among them. */
export function changesOf(part: Partial<Contract>): Change[] {
  return Object.entries(part as JsonObject).flatMap(([field, value]) => {
    if (field === 'sources' || value === undefined) return [];
    if (!NESTED.has(field) || !isObject(value)) return [{ field, value }];
    return Object.entries(value).flatMap(([member, inner]) => (inner === undefined ? [] : [{ field: `${field}.${member}`, value: inner }]));
  });
}

/** `base` with what `part` says in place of its own; the sources of `part` count, and `source` where it names none. */
export function overlay(base: Contract, part: Partial<Contract>, source: string): Contract {
  return changesOf(part).reduce((contract, change) => withChanges(contract, [change], part.sources?.[change.field] ?? source), base);
}
