import { dirname, resolve } from 'node:path';
import { UsageError } from '../../check/options.js';
import { didYouMean } from '../../check/target.js';
import { isObject } from '../../model/index.js';
import type { Io } from '../io.js';
import type { Flag } from './flag.js';
import type { Source } from './values.js';
import { parseJsonFile, readText } from './values.js';

/** What a configuration file says, by the names of the flags. */
export interface Config {
  readonly values: { readonly [flag: string]: unknown };
  readonly source: Source;
}

/** Reads a configuration: JSON whose members are flags (`key-header` or `keyHeader`) or members of CheckOptions. */
export function readConfig(file: string, flags: readonly Flag[], io: Io): Config {
  const text = readText(file, '--config', { dir: io.cwd });
  const tree = parseJsonFile(text, file, '--config');
  if (!isObject(tree)) throw new UsageError(`--config: ${file} holds no JSON object`, 'such as {"url": "http://localhost:3000/charges"}');
  const names = namesOf(flags);
  const values: { [flag: string]: unknown } = {};
  for (const [name, value] of Object.entries(tree)) {
    const flag = names.get(name);
    const place = `${file}, line ${lineOf(text, name)}`;
    if (flag === undefined) throw new UsageError(`${place}: "${name}" is no option`, didYouMean(name, [...names.keys()]) ?? 'npx retryproof check --help lists them');
    if (flag.name in values) throw new UsageError(`${place}: "${name}" says again what another member said`, `--${flag.name} has one place`);
    values[flag.name] = substitute(value, io.env, place);
  }
  const call = (flag: Flag) => `${flag.name} in ${file}`;
  return { values, source: { call, dir: dirname(resolve(io.cwd, file)) } };
}

function namesOf(flags: readonly Flag[]): Map<string, Flag> {
  return new Map(
    flags
      .filter(({ option }) => option !== undefined)
      .flatMap((flag) => [flag.name, camel(flag.name), ...(flag.option?.includes('.') ? [] : [flag.option ?? ''])].map((name) => [name, flag] as const)),
  );
}

function camel(name: string): string {
  return name.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

function lineOf(text: string, name: string): number {
  return text.slice(0, Math.max(0, text.indexOf(JSON.stringify(name)))).split('\n').length;
}

/** `${TOKEN}` in any text of the configuration, so that secrets need not be in it. */
function substitute(value: unknown, env: Io['env'], place: string): unknown {
  if (typeof value === 'string') {
    return value.replaceAll(/\$\{([A-Za-z_]\w*)\}/g, (_, name: string) => {
      const found = env[name];
      if (found === undefined) throw new UsageError(`${place}: the environment has no ${name}`, `set it: ${name}=… npx retryproof check …`);
      return found;
    });
  }
  if (Array.isArray(value)) return value.map((item) => substitute(item, env, place));
  if (isObject(value)) return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, substitute(item, env, place)]));
  return value;
}
