import { spawnSync } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import type { createJiti } from 'jiti';
import { UsageError } from '../../check/options.js';
import type { Json } from '../../model/index.js';
import { OPTION_FLAGS } from '../flags/options.js';
import { keysOf } from './leaves.js';
import type { Path } from './tree.js';

/** A module that is imported, as far as it matters here. */
interface Imported {
  readonly default?: unknown;
}

/**
 * The default export of a JavaScript or TypeScript module, as data: a promise is awaited, a function called.
 *
 * @param path - absolute
 * @param file - as the user named it, for messages
 * @throws UsageError where it cannot be imported, throws, or exports no data
 */
export async function readModule(path: string, file: string): Promise<Json | undefined> {
  try {
    const module = await importAny(path, file);
    if (module.default === undefined) throw new UsageError(`${file} has no default export`, 'write: export default defineConfig({ … })');
    const exported: unknown = typeof module.default === 'function' ? (module.default as () => unknown)() : module.default;
    return dataOf(await exported, [], file);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw troubleOf(error, path, file);
  }
}

/** Node's own import first: newer ones read TypeScript, and so do hooks that the user has registered. */
async function importAny(path: string, file: string): Promise<Imported> {
  const url = pathToFileURL(path).href;
  try {
    return (await import(url)) as Imported;
  } catch (error) {
    if (!/\.[cm]?ts$/.test(path) || !/^ERR_(UNKNOWN_FILE_EXTENSION|UNSUPPORTED_TYPESCRIPT_SYNTAX)$/.test(codeOf(error))) throw error;
    const jiti = await loadJiti(file);
    return await jiti.createJiti(import.meta.url).import<Imported>(path);
  }
}

async function loadJiti(file: string): Promise<{ readonly createJiti: typeof createJiti }> {
  try {
    return await import('jiti');
  } catch {
    throw new UsageError(`${file}: Node ${process.versions.node} cannot read it as it stands`, 'npm install --save-dev jiti; or run Node 22.18 or newer and write only types that can be erased; or write retryproof.config.mjs');
  }
}

/** Where a function may stand: under the key itself, or in a list under it. */
function mayBeCode(path: Path): boolean {
  // What a body holds may be called like an option.
  if (path[0] === 'targets' || path[0] === 'operations') return mayBeCode(path.slice(2));
  const [key, item = '0', ...below] = path;
  return key !== undefined && /^\d+$/.test(item) && below.length === 0 && OPTION_FLAGS.some((flag) => flag.code === true && keysOf(flag).includes(key));
}

/** A copy that is plain data, and functions where they may stand. What is undefined was not given. */
function dataOf(value: unknown, path: Path, file: string, above: readonly object[] = []): Json | undefined {
  if (value === undefined || value === null || typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value)) return value as Json | undefined;
  const name = path.length === 0 ? 'the default export' : path.join('.');
  if (typeof value === 'function' && mayBeCode(path)) return value as unknown as Json;
  if (typeof value !== 'object') throw new UsageError(`${file}: ${name} is ${typeof value === 'number' ? String(value) : `a ${typeof value}`}`, 'a configuration is data: texts, numbers, true and false, lists and objects');
  if (above.includes(value)) throw new UsageError(`${file}: ${name} contains itself`, 'a configuration is data that ends somewhere');
  const inside = [...above, value];
  if (Array.isArray(value)) return value.map((item, index) => dataOf(item, [...path, String(index)], file, inside) ?? null);
  if ('toJSON' in value && typeof value.toJSON === 'function') return dataOf(value.toJSON(), path, file, inside);
  const members = Object.entries(value).map(([member, inner]) => [member, dataOf(inner, [...path, member], file, inside)] as const);
  return Object.fromEntries(members.filter(([, inner]) => inner !== undefined)) as Json;
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

function troubleOf(error: unknown, path: string, file: string): UsageError {
  const said = error instanceof Error ? `${error.name}: ${error.message.split('\n')[0] ?? ''}` : String(error);
  const line = error instanceof Error ? lineIn(error instanceof SyntaxError ? parserSays(path) : (error.stack ?? ''), path) : undefined;
  if (/^ERR_(MODULE_NOT_FOUND|PACKAGE_PATH_NOT_EXPORTED)$|^MODULE_NOT_FOUND$/.test(codeOf(error))) {
    const hint = /retryproof/.test(said.replaceAll(path, '')) ? 'install it here (npm install --save-dev retryproof), or export a plain object: defineConfig only helps editors' : undefined;
    return new UsageError(`${file} imports what is not there: ${said}`, hint);
  }
  return new UsageError(`${file}${line === undefined ? '' : `, line ${line}`} cannot be read: ${said}`, 'it is run as code before anything is sent, and must export a configuration');
}

/** Where a file breaks the syntax: Node knows it, and tells it only to who lets the error end the process. */
function parserSays(path: string): string {
  return spawnSync(process.execPath, ['--check', path], { encoding: 'utf8' }).stderr;
}

/** The first line of the file that a stack names. */
function lineIn(stack: string, path: string): string | undefined {
  const at = [pathToFileURL(path).href, path].flatMap((name) => {
    const index = stack.indexOf(`${name}:`);
    return index < 0 ? [] : [stack.slice(index + name.length)];
  });
  return /^:(\d+)/.exec(at[0] ?? '')?.[1];
}
