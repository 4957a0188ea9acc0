/** Temporary trees with this repository's layout and configuration, in which violations are planted. */
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's root. */
export const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

export interface Tree extends Disposable {
  readonly path: string;
  write(files: Readonly<Record<string, string>>): void;
}

/** An empty tree that holds copies of the named files of the repository; it is removed when disposed of. */
export function plantedTree(copied: readonly string[]): Tree {
  const path = mkdtempSync(join(tmpdir(), 'house-'));
  const place = (file: string): string => {
    const target = join(path, file);
    mkdirSync(dirname(target), { recursive: true });
    return target;
  };
  for (const file of copied) copyFileSync(join(root, file), place(file));
  return {
    path,
    write(files) {
      for (const [file, text] of Object.entries(files)) writeFileSync(place(file), text);
    },
    [Symbol.dispose]() {
      rmSync(path, { recursive: true, force: true });
    },
  };
}

export interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a script of the repository with Node in the given directory. */
export function runNode(cwd: string, script: string, args: readonly string[] = []): Outcome {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, script), ...args], {
    cwd,
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}
