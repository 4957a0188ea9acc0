import { spawn } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { BuiltPackage } from './package.js';
import { ended } from './package.js';

/** What a run of a project's tests came to. */
export interface TestRun {
  readonly code: number | null;
  /** All that was printed, without colours and durations. */
  readonly text: string;
  /** Titles by their state. */
  readonly passed: readonly string[];
  readonly failed: readonly string[];
  readonly skipped: readonly string[];
}

/** A project elsewhere, which has vitest and the package in its node_modules, and nothing else. */
export interface VitestProject {
  run(files: Readonly<Record<string, string>>): Promise<TestRun>;
  remove(): void;
}

interface JsonReport {
  readonly testResults: readonly { readonly assertionResults: readonly { readonly title: string; readonly status: string }[] }[];
}

export function vitestProject(built: BuiltPackage): VitestProject {
  const dir = mkdtempSync(join(tmpdir(), 'retryproof-project-'));
  mkdirSync(join(dir, 'node_modules'));
  symlinkSync(resolve('node_modules/vitest'), join(dir, 'node_modules/vitest'), 'dir');
  symlinkSync(built.dir, join(dir, 'node_modules/retryproof'), 'dir');
  // A service of the project's own: it imports nothing but Node.
  copyFileSync(join(built.dir, 'dist/src/cli/demo/payments.js'), join(dir, 'payments.js'));
  writeFileSync(join(dir, 'package.json'), '{"type":"module"}');
  return {
    async run(files) {
      for (const [name, text] of Object.entries(files)) writeFileSync(join(dir, name), text);
      const args = ['node_modules/vitest/vitest.mjs', 'run', '--reporter=verbose', '--reporter=json', '--outputFile=report.json'];
      const { out, err, code } = await ended(spawn(process.execPath, args, { cwd: dir, stdio: ['ignore', 'pipe', 'pipe'], env: { PATH: process.env['PATH'], NO_COLOR: '1' } }));
      const { testResults } = JSON.parse(readFileSync(join(dir, 'report.json'), 'utf8')) as JsonReport;
      const titles = (...states: readonly string[]) => testResults.flatMap(({ assertionResults }) => assertionResults.filter(({ status }) => states.includes(status)).map(({ title }) => title));
      return { code, text: `${out}${err}`.replaceAll(/ \d+ms$| \d+ms(?= \[)/gm, ''), passed: titles('passed'), failed: titles('failed'), skipped: titles('skipped', 'pending') };
    },
    remove: () => rmSync(dir, { recursive: true, force: true }),
  };
}
