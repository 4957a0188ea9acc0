import type { BaseIssue, GenericSchema } from 'valibot';
import { isObject, pointerJoin } from '../model/index.js';
import type { Breach } from './error.js';
import { nearest } from './nearest.js';

/** The parts of a valibot schema that are walked to know which members stand where. */
interface Schema {
  readonly entries?: { readonly [member: string]: Schema };
  readonly item?: Schema;
  readonly wrapped?: Schema;
}

/**
 * What is wrong with a value, in words: what, where, and what would be right. One breach a place.
 *
 * Unknown members are found here and not by valibot, which stops at the first of an object and lets `constructor` pass.
 */
export function breachesOf(value: unknown, schema: GenericSchema, issues: readonly BaseIssue<unknown>[]): Breach[] {
  if (!isObject(value)) return [{ at: '', text: `${shown(value)} is not an object` }];
  const breaches = new Map<string, Breach>();
  for (const breach of unknownMembers(value, schema as unknown as Schema, '')) breaches.set(breach.at, breach);
  for (const issue of issues) {
    const at = (issue.path ?? []).reduce((place, { key }) => pointerJoin(place, String(key)), '');
    if (issue.expected === 'never' || breaches.has(at)) continue;
    breaches.set(at, { at, text: textOf(issue) });
  }
  return [...breaches.values()];
}

function unknownMembers(value: unknown, schema: Schema, at: string): Breach[] {
  const { entries, item, wrapped } = schema;
  if (wrapped !== undefined) return unknownMembers(value, wrapped, at);
  if (item !== undefined) return Array.isArray(value) ? value.flatMap((each, index) => unknownMembers(each, item, pointerJoin(at, index))) : [];
  if (entries === undefined || value === undefined || value === null) return [];
  if (!isObject(value)) return [{ at, text: `${shown(value)} is not an object` }];
  const known = Object.keys(entries);
  return Object.entries(value).flatMap(([name, inner]) => {
    const place = pointerJoin(at, name);
    const entry = Object.hasOwn(entries, name) ? entries[name] : undefined;
    return entry === undefined ? [{ at: place, text: unknownText(name, known) }] : unknownMembers(inner, entry, place);
  });
}

function unknownText(name: string, known: readonly string[]): string {
  const near = nearest(name, known);
  return `unknown member; ${near === undefined ? `known are ${known.filter((each) => each !== '$schema').join(', ')}` : `did you mean "${near}"?`}`;
}

function textOf(issue: BaseIssue<unknown>): string {
  if (issue.kind === 'validation') return `${shown(issue.input)} ${issue.message}`;
  if (issue.input === undefined) return 'is missing';
  const choices = [...(issue.expected ?? '').matchAll(/"([^"]+)"/g)].map(([, choice]) => choice ?? '');
  const near = typeof issue.input === 'string' ? nearest(issue.input, choices) : undefined;
  return `${shown(issue.input)} is not ${expectation(issue, choices)}${near === undefined ? '' : `; did you mean "${near}"?`}`;
}

const WORDS: { readonly [expected: string]: string } = {
  string: 'a text',
  number: 'a number',
  boolean: 'true or false',
  Array: 'a list',
  Object: 'an object',
};

function expectation({ expected }: BaseIssue<unknown>, choices: readonly string[]): string {
  if (choices.length > 1) return `one of ${choices.map((choice) => `"${choice}"`).join(', ')}`;
  return WORDS[expected ?? ''] ?? String(expected);
}

/** A value as it would be written, cut where it is long. */
function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
