import { dirname, resolve } from 'node:path';
import { UsageError } from '../../check/options.js';
import { isObject } from '../../model/index.js';
import { readText } from '../flags/values.js';
import type { Io } from '../io.js';
import { readJson } from './json.js';
import type { ConfigTree } from './tree.js';
import { pathKey } from './tree.js';

/**
 * Reads a configuration. The ending of its name says what it is: a module (`.ts`, `.mjs`, …), YAML, or else JSON.
 *
 * @param call - how messages call a file that cannot be opened: nobody has given `--config` where it was found by itself
 * @throws UsageError naming file and line where it cannot be read
 */
export async function readConfig(file: string, io: Pick<Io, 'cwd'>, call: string): Promise<ConfigTree> {
  const path = resolve(io.cwd, file);
  const text = readText(file, call, { dir: io.cwd });
  const { value, lineOf } = await contentOf(text, path, file);
  if (!isObject(value)) throw new UsageError(`${file} holds no ${file.endsWith('.json') ? 'JSON ' : ''}object`, 'such as {"url": "http://localhost:3000/charges"}');
  return { file, dir: dirname(path), root: value, lineOf };
}

async function contentOf(text: string, path: string, file: string): Promise<Pick<ConfigTree, 'lineOf'> & { readonly value: unknown }> {
  if (/\.[cm]?[jt]s$/i.test(path)) {
    const { readModule } = await import('./module.js');
    return { value: await readModule(path, file), lineOf: () => undefined };
  }
  if (/\.ya?ml$/i.test(path)) {
    const { readYaml } = await import('./yaml.js');
    return readYaml(text, file);
  }
  const { value, lines } = readJson(text, file);
  return { value, lineOf: (path_) => lines.get(pathKey(path_)) };
}
