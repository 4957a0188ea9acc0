import { relative, resolve } from 'node:path';
import type { CheckOptions } from '../../check/options.js';
import { UsageError } from '../../check/options.js';
import type { Json } from '../../model/index.js';
import { isObject } from '../../model/index.js';
import type { Flag } from '../flags/flag.js';
import { optionsOf } from '../flags/options.js';
import type { Io } from '../io.js';
import { collect } from '../mistakes.js';
import type { Leaf, Setting } from './leaves.js';
import type { ConfigTree } from './tree.js';
import { placeOf } from './tree.js';

/**
 * The options that a leaf's levels come to: what an inner level says takes the place of what outer ones say, a list as a
 * whole too.
 *
 * @throws UsageError naming the place of every wrong value
 */
export function leafOptions(leaf: Leaf, config: ConfigTree, env: Io['env']): Partial<CheckOptions> {
  const settings = new Map(leaf.levels.flatMap((level) => [...level]));
  const values = Object.fromEntries(collect(settings, ([flag, setting]) => [flag.name, flag.name === 'url' ? urlOf(leaf, flag, config, env) : settled(flag, valueOf(setting, config, env), config)]));
  const call = (flag: Flag): string => whereabouts(settings.get(flag)?.path ?? [flag.name], config);
  return optionsOf(values, { call, dir: config.dir });
}

/** `payments.yaml, line 3: targets.payments.time`. */
function whereabouts(path: Setting['path'], config: ConfigTree): string {
  return `${placeOf(config, path)}: ${path.join('.')}`;
}

/** Files of SQLite are relative to the configuration, as all of its files are. */
function settled({ name }: Flag, value: Json, { dir }: ConfigTree): Json {
  if (!/^(also-)?effects$/.test(name)) return value;
  if (Array.isArray(value)) return value.map((each) => (typeof each === 'string' ? sqliteBelow(each, dir) : (each as Json)));
  return typeof value === 'string' ? sqliteBelow(value, dir) : value;
}

function sqliteBelow(text: string, dir: string): string {
  const [, file, query = ''] = /^\s*sqlite:(?![/:])(\S+)([^]*)$/.exec(text) ?? [];
  if (file === undefined) return text;
  // What lies below the working directory keeps its short name.
  const near = relative(process.cwd(), resolve(dir, file));
  return `sqlite:${near.startsWith('..') ? resolve(dir.replaceAll('%', '%25').replaceAll(' ', '%20'), file) : near}${query}`;
}

const ORIGIN = /^([a-z][a-z0-9+.-]*:\/\/[^/?#]*)(.*)$/i;

/** The innermost URL; a path alone goes below the next one further out, which must be an origin then. */
function urlOf(leaf: Leaf, flag: Flag, config: ConfigTree, env: Io['env']): Json {
  const [inner, outer] = leaf.levels.flatMap((level) => level.get(flag) ?? []).toReversed();
  const value = inner === undefined ? null : valueOf(inner, config, env);
  if (inner === undefined || typeof value !== 'string' || !value.startsWith('/')) return value;
  const where = `${whereabouts(inner.path, config)} "${value}"`;
  if (outer === undefined) throw new UsageError(`${where} is a path, and nothing further out says of which service`, 'give the whole URL here, or "url": "http://localhost:3000" further out');
  const below = valueOf(outer, config, env);
  const urls = [below].flat().map((each) => {
    const [, origin, path] = ORIGIN.exec(String(each)) ?? [];
    if (origin === undefined || !/^\/?$/.test(path ?? '')) throw new UsageError(`${where} is a path, but ${String(each)} further out is no bare origin`, 'such as http://localhost:3000');
    return origin + value;
  });
  return urls.length === 1 ? (urls[0] ?? null) : urls;
}

function valueOf({ value, path }: Setting, config: ConfigTree, env: Io['env']): Json {
  return substitute(value, env, whereabouts(path, config));
}

/** `${TOKEN}` in any text of the configuration, so that secrets need not be in it. */
function substitute(value: Json, env: Io['env'], where: string): Json {
  if (typeof value === 'string') {
    return value.replaceAll(/\$\{([A-Za-z_]\w*)\}/g, (_, name: string) => {
      const found = env[name];
      if (found === undefined) throw new UsageError(`${where}: the environment has no ${name}`, `set it: ${name}=… npx retryproof check …`);
      return found;
    });
  }
  if (Array.isArray(value)) return value.map((item) => substitute(item as Json, env, where));
  if (isObject(value)) return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, substitute(item, env, where)]));
  return value;
}
