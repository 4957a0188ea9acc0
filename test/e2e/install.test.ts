import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Installed } from './process/tarball.js';
import { installTarball, manifest } from './process/tarball.js';

const ENTRIES = Object.keys(manifest.exports).map((name) => name.replace(/^\./, 'retryproof'));
const JSONS = ENTRIES.filter((entry) => entry.endsWith('.json'));
const HOSTS = ['retryproof/vitest', 'retryproof/fast-check'];
const MODULES = ENTRIES.filter((entry) => !JSONS.includes(entry) && !HOSTS.includes(entry));

/** Imports modules and prints how many names each exports. */
const importing = (entries: readonly string[]): string => `for (const name of ${JSON.stringify(entries)}) console.log(name, Object.keys(await import(name)).length);`;

let installed: Installed;
beforeAll(async () => {
  installed = await installTarball();
}, 120_000);
afterAll(() => installed.remove());

describe('the packed tarball in an empty project', { timeout: 120_000 }, () => {
  it('should be importable at every entry point with nothing but what it depends on, those of test runners excepted', async () => {
    installed.write('modules.js', importing(MODULES));
    const { out, err, code } = await installed.node('modules.js');
    expect(err).toBe('');
    expect(code).toBe(0);
    expect(out.trim().split('\n')).toEqual(MODULES.map((name) => expect.stringMatching(new RegExp(`^${name} [1-9]`))));
    installed.write('hosts.js', importing(HOSTS));
    expect((await installed.node('hosts.js')).err).toMatch(/Cannot find package '(vitest|fast-check)'/);
  });

  it('should give its JSON files to whoever asks by their names', async () => {
    installed.write('json.js', `import { createRequire } from 'node:module'; const require = createRequire(import.meta.url); for (const name of ${JSON.stringify(JSONS)}) console.log(typeof require(name));`);
    expect((await installed.node('json.js')).out.trim().split('\n')).toEqual(JSONS.map(() => 'object'));
  });

  it('should run as a command, and hold its documents and no tests', async () => {
    const home = 'node_modules/retryproof';
    expect(await installed.node(`${home}/dist/src/cli/bin.js`, 'list')).toMatchObject({ code: 0, out: expect.stringContaining('single-effect') });
    const has = (name: string): boolean => existsSync(join(installed.dir, home, name));
    expect(['README.md', 'LICENSE', 'CHANGELOG.md', 'docs/properties.md', 'schema/contract.json'].filter((name) => !has(name))).toEqual([]);
    expect(['test', 'src', 'dist/test', 'bench'].filter(has)).toEqual([]);
  });

  it.each([
    ['postgres://localhost/shop', 'PostgreSQL is asked by the package pg, which is not installed here', 'npm install --save-dev pg'],
    ['mysql://localhost/shop', 'MySQL or MariaDB is asked by the package mysql2, which is not installed here', 'npm install --save-dev mysql2'],
  ])('should say which driver %s needs, before it sends anything', async (url, says, hint) => {
    const effects = `${url} SELECT count(*) FROM charges WHERE reference = {{nonce}}`;
    const { code, err } = await installed.node('node_modules/retryproof/dist/src/cli/bin.js', 'check', 'http://127.0.0.1:1/charges', '--body', '{"reference":"{{nonce}}"}', '--effects', effects);
    expect([code, err]).toEqual([2, expect.stringContaining(says)]);
    expect(err).toContain(hint);
  });

  it('should be importable at the test runners\' entry points where these are there, and typed under node16 and bundler', async () => {
    for (const name of ['vitest', 'fast-check', '@types/node']) installed.link(name);
    expect((await installed.node('hosts.js')).out.trim().split('\n')).toEqual(HOSTS.map((name) => expect.stringMatching(new RegExp(`^${name} [1-9]`))));
    const all = [...MODULES, ...HOSTS];
    installed.write('typed.ts', [
      'type IsAny<T> = 0 extends 1 & T ? true : false;',
      ...all.map((name, index) => `import * as e${index} from '${name}';`),
      `import { check, httpAdapter } from 'retryproof';`,
      `import { describeRetryproof } from 'retryproof/vitest';`,
      `describeRetryproof('x', { adapter: () => httpAdapter({ instances: [] }), path: '/x', effects: [({ nonce }) => nonce.length] });`,
      'export const code: number = (await check({ url: "http://localhost/x" })).exitCode;',
      ...all.map((_, index) => `export const typed${index}: IsAny<typeof e${index}> = false;`),
    ].join('\n'));
    const configs = { node16: { module: 'node16' }, bundler: { module: 'esnext', moduleResolution: 'bundler' } };
    const runs = Object.entries(configs).map(([name, options]) => {
      // Our declarations are checked once, which takes three times as long.
      const compilerOptions = { skipLibCheck: name === 'bundler', target: 'es2022', lib: ['es2023'], types: ['node'], strict: true, noEmit: true, exactOptionalPropertyTypes: true, ...options };
      installed.write(`tsconfig.${name}.json`, JSON.stringify({ compilerOptions, files: ['typed.ts'] }));
      return installed.tsc(`tsconfig.${name}.json`);
    });
    for (const run of await Promise.all(runs)) expect(run).toMatchObject({ out: '', code: 0 });
  });
});
