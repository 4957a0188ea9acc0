import { UsageError } from '../../check/options.js';
import { didYouMean } from '../../check/target.js';
import type { Json, JsonObject } from '../../model/index.js';
import { isObject } from '../../model/index.js';
import { OUTPUT_FLAGS, START_FLAGS } from '../flags/check.js';
import type { Flag } from '../flags/flag.js';
import { collectInto } from '../mistakes.js';
import type { ConfigTree, Path } from './tree.js';
import { placeOf } from './tree.js';

/** What one level says of a flag, and where. */
export interface Setting {
  readonly value: Json;
  readonly path: Path;
}

/** One thing to check: a target without operations, or an operation. */
export interface Leaf {
  /** `payments`, `payments.charge`; undefined where the file describes one target that has no name. */
  readonly name: string | undefined;
  /** Settings by flag, the outermost level first. */
  readonly levels: readonly ReadonlyMap<Flag, Setting>[];
}

type Level = 'file' | 'target' | 'operation';

/** The groups that a level may hold, and what is in them. */
const GROUPS: { readonly [level in Level]: { readonly [group: string]: Level } } = {
  file: { targets: 'target', operations: 'operation' },
  target: { operations: 'operation' },
  operation: {},
};

/** Keys that are lawful further out, with what to do about them. */
const ELSEWHERE: { readonly [key: string]: string } = {
  $schema: 'it stands at the top of the file',
  targets: 'targets stand at the top of the file; what a target holds are operations',
  operations: 'an operation has no operations of its own',
  defaults: 'what holds for all targets stands beside "targets", at the top of the file',
};

const NAME = /^[\w-]+$/;

/** What there is to check, and what is wrong with how that is said. */
export interface Leaves {
  readonly leaves: readonly Leaf[];
  /** One for each key that is unknown, given twice or in the wrong place, with what would be right. */
  readonly mistakes: readonly UsageError[];
}

/**
 * Everything that a configuration lets check, in its order. Every key of it was looked at then, also of what is not chosen;
 * beside mistakes, what is left is there to be looked at too.
 *
 * @param flags - those that a configuration may set
 */
export function leavesOf(config: ConfigTree, flags: readonly Flag[]): Leaves {
  const mistakes: UsageError[] = [];
  const leaves = collectInto(mistakes, ['file'] as const, (level) => leavesIn({ config, names: namesOf(flags), mistakes }, config.root, level, [], { name: undefined, levels: [] })).flat();
  return { leaves, mistakes };
}

interface Reading {
  readonly config: ConfigTree;
  readonly names: ReadonlyMap<string, Flag>;
  /** Those that were made so far. */
  readonly mistakes: UsageError[];
}

function leavesIn(reading: Reading, tree: JsonObject, level: Level, path: Path, outer: Leaf): Leaf[] {
  const own = settingsOf(reading, tree, level, path);
  return [...leavesInside(reading, tree, level, path, { name: outer.name, levels: [...outer.levels, own] })];
}

/** What stands in a level's group; where it has none, the level itself is a leaf. */
function leavesInside(reading: Reading, tree: JsonObject, level: Level, path: Path, here: Leaf): readonly Leaf[] {
  const [first, second] = Object.entries(GROUPS[level]).filter(([group]) => Object.hasOwn(tree, group));
  if (first === undefined) return [here];
  const [group, inner] = first;
  if (second !== undefined) throw refusal(reading, [...path, second[0]], 'stands beside "targets"', 'put the operations into one of the targets');
  const members = tree[group];
  if (!isObject(members) || Object.keys(members).length === 0) throw refusal(reading, [...path, group], 'holds nothing that has a name', 'such as {"payments": {"url": "http://localhost:3000/charges"}}');
  return collectInto(reading.mistakes, Object.entries(members), ([member, value]) => {
    const place = [...path, group, member];
    if (!NAME.test(member)) throw refusal(reading, place, 'is no name', 'names are letters, digits, "-" and "_", so that they can be given on the command line');
    if (!isObject(value)) throw refusal(reading, place, `is ${JSON.stringify(value)}, and no object`, 'it holds settings, such as a "url"');
    return leavesIn(reading, value, inner, place, { name: here.name === undefined ? member : `${here.name}.${member}`, levels: here.levels });
  }).flat();
}

function settingsOf(reading: Reading, tree: JsonObject, level: Level, path: Path): ReadonlyMap<Flag, Setting> {
  const settings = new Map<Flag, Setting>();
  collectInto(reading.mistakes, Object.entries(tree), ([key, value]) => {
    if (Object.hasOwn(GROUPS[level], key) || (key === '$schema' && level === 'file')) return;
    const here = [...path, key];
    const flag = reading.names.get(key);
    if (flag === undefined) throw refusal(reading, here, 'is no option', hintFor(key, [...reading.names.keys(), ...Object.keys(GROUPS[level])]));
    if (settings.has(flag)) throw refusal(reading, here, 'says again what another member said', `--${flag.name} has one place`);
    settings.set(flag, { value, path: here });
  });
  return settings;
}

function hintFor(key: string, known: readonly string[]): string {
  if (Object.hasOwn(ELSEWHERE, key)) return ELSEWHERE[key] ?? '';
  const outside = [...START_FLAGS, ...OUTPUT_FLAGS].find(({ name }) => camel(name) === camel(key));
  if (outside !== undefined) return `it is said on the command line alone: --${outside.name}`;
  return didYouMean(key, known) ?? 'npx retryproof check --help lists them, docs/configuration.md explains them';
}

function refusal({ config }: Reading, path: Path, what: string, hint: string): UsageError {
  return new UsageError(`${placeOf(config, path)}: "${path.join('.')}" ${what}`, hint);
}

/** A flag's own name, that name in camelCase, and the name of the option that it sets. */
export function namesOf(flags: readonly Flag[]): ReadonlyMap<string, Flag> {
  return new Map(flags.flatMap((flag) => keysOf(flag).map((name) => [name, flag] as const)));
}

/** The lawful spellings of a key; the first is the one that is documented. */
export function keysOf({ name, option }: Flag): readonly string[] {
  if (option === undefined) return [];
  return [...new Set([camel(name), name, ...(option.includes('.') ? [] : [option])])];
}

function camel(name: string): string {
  return name.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
