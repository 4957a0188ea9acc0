import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';

import type { Running } from '../base/http.js';
import { freePort } from '../base/stored.js';
import { isThere } from '../base/stores.js';
import type { ZooServer } from '../zoo.js';

type Definition = Omit<ZooServer, 'flags' | 'start' | 'plain'> & {
  /** Its program, from the project's top. */
  readonly script: string;
  /** Where it has its charges. */
  readonly path: string;
  /** How it is described, but for its URL and how it is started. */
  readonly description: readonly string[];
  /** What is in its environment: a new store at each call. */
  readonly env: () => Readonly<Record<string, string>>;
  /** Removes what its stores have left. */
  readonly clear?: () => void;
  /** What the kit is told besides: instances, a lease. */
  readonly more?: readonly string[];
};

/** A service that the kit starts itself, over and over, and whose store outlives it. */
export function started({ script, path, description, env, clear = () => undefined, more = [], ...rest }: Definition): ZooServer {
  const file = resolve(script);
  const quoted = (variables: Readonly<Record<string, string>>): string => Object.entries(variables).map(([name, value]) => `${name}='${value}'`).join(' ');
  return {
    ...rest,
    start: async () => ({ url: 'http://localhost:{{port}}', close: async () => clear() }),
    flags: (url) => [`${url}${path}`, ...description, '--exec', `${quoted(env())} ${process.execPath} ${file}`, ...more],
    plain: { ...rest, start: () => run(file, env(), clear), flags: (url) => [`${url}${path}`, ...description] },
  };
}

/** One instance, as somebody starts it who tests by hand. */
async function run(file: string, env: Readonly<Record<string, string>>, clear: () => void): Promise<Running> {
  const port = await freePort();
  const child = spawn(process.execPath, [file], { stdio: 'ignore', env: { ...process.env, ...env, PORT: String(port) } });
  const ended = once(child, 'exit');
  const kill = (): void => void child.kill('SIGKILL');
  process.once('exit', kill);
  while (child.exitCode === null && !(await isThere({ port }))) await new Promise((next) => setTimeout(next, 10));
  if (child.exitCode !== null) throw new Error(`${file} ended with exit code ${child.exitCode}`);
  return {
    url: `http://127.0.0.1:${port}`,
    async close() {
      process.off('exit', kill);
      kill();
      await ended;
      clear();
    },
  };
}
