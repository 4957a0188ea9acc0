import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { Ended } from './package.js';
import { ended } from './package.js';

const ROOT = resolve('.');
const TSC = join(ROOT, 'node_modules/typescript/lib/tsc.js');

interface Manifest {
  readonly files: readonly string[];
  readonly exports: Readonly<Record<string, unknown>>;
  readonly dependencies: Readonly<Record<string, string>>;
}

export const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as Manifest;

/** An empty project, into which the packed tarball was unpacked beside what it declares that it needs. */
export interface Installed {
  readonly dir: string;
  /** Links a package of ours into the project, as if it were one of the project's own. */
  link(name: string): void;
  write(name: string, text: string): void;
  node(...args: readonly string[]): Promise<Ended>;
  tsc(config: string): Promise<Ended>;
  remove(): void;
}

/**
 * Packs what `npm publish` would and installs it without a registry: built from the sources as they are (types are checked by
 * the gate), packed by npm, unpacked as npm does. Only what package.json declares is there for it to import.
 */
export async function installTarball(): Promise<Installed> {
  const dir = mkdtempSync(join(tmpdir(), 'retryproof-install-'));
  const [source, project] = [join(dir, 'source'), join(dir, 'project')];
  mkdirSync(source);
  await must(spawn(process.execPath, [TSC, '-p', 'tsconfig.build.json', '--noCheck', '--outDir', join(source, 'dist')], { cwd: ROOT }));
  for (const name of ['package.json', 'README.md', 'LICENSE', ...manifest.files.filter((file) => file !== 'dist')]) cpSync(join(ROOT, name), join(source, name), { recursive: true });
  await must(spawn('npm', ['pack', '--ignore-scripts', '--silent', '--offline', '--pack-destination', dir], { cwd: source }));
  const home = join(project, 'node_modules/retryproof');
  mkdirSync(home, { recursive: true });
  await must(spawn('sh', ['-c', `tar -xzf '${dir}'/retryproof-*.tgz -C '${home}' --strip-components=1`]));
  writeFileSync(join(project, 'package.json'), '{"type":"module"}');
  const link = (name: string): void => {
    const place = join(project, 'node_modules', name);
    mkdirSync(dirname(place), { recursive: true });
    symlinkSync(join(ROOT, 'node_modules', name), place, 'dir');
  };
  for (const name of Object.keys(manifest.dependencies)) link(name);
  return {
    dir: project,
    link,
    write: (name, text) => writeFileSync(join(project, name), text),
    node: (...args) => ended(spawn(process.execPath, args, { cwd: project })),
    tsc: (config) => ended(spawn(process.execPath, [TSC, '-p', config], { cwd: project })),
    remove: () => rmSync(dir, { recursive: true, force: true }),
  };
}

async function must(child: Parameters<typeof ended>[0]): Promise<void> {
  const { code, out, err } = await ended(child);
  if (code !== 0) throw new Error(`${child.spawnargs.join(' ')} ended with ${code}:\n${out}${err}`);
}
