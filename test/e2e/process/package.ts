import { spawn } from 'node:child_process';
import type { ChildProcess, SpawnOptions } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import ts from 'typescript';

const ROOT = resolve('.');
const SOURCES = ['src', 'properties', 'adapters'];

/** The package as it is installed: its package.json and `dist`, made from the sources as they are now. */
export interface BuiltPackage {
  readonly dir: string;
  /** Runs the command line as a process of its own. */
  run(args: readonly string[], options?: SpawnOptions): ChildProcess;
  /** Runs a script that lies in `dir`, where the package can be imported by its name. */
  node(script: string): ChildProcess;
  remove(): void;
}

/**
 * Builds the package into a place of its own, since `dist` may be older than the sources. Types are not checked, which
 * takes ten times as long; the gate does that. It lies in node_modules, so that it finds what it depends on.
 */
export function buildPackage(): BuiltPackage {
  const dir = mkdtempSync(join(ROOT, 'node_modules', '.retryproof-'));
  copyFileSync(join(ROOT, 'package.json'), join(dir, 'package.json'));
  for (const name of SOURCES.flatMap(typescriptIn)) {
    const { outputText } = ts.transpileModule(readFileSync(join(ROOT, name), 'utf8'), {
      fileName: name,
      compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ES2022, verbatimModuleSyntax: true },
    });
    const out = join(dir, 'dist', name.replace(/\.ts$/, '.js'));
    mkdirSync(dirname(out), { recursive: true });
    writeFileSync(out, outputText);
  }
  return {
    dir,
    run: (args, options = {}) => spawn(process.execPath, [join(dir, 'dist/src/cli/bin.js'), ...args], { stdio: ['ignore', 'pipe', 'pipe'], env: outsideCi(), ...options }),
    node: (script) => spawn(process.execPath, [join(dir, script)], { stdio: ['ignore', 'pipe', 'pipe'] }),
    remove: () => rmSync(dir, { recursive: true, force: true }),
  };
}

/** A job of CI is not to be told of what tests find. */
function outsideCi(): NodeJS.ProcessEnv {
  const { GITHUB_ACTIONS: _, GITHUB_STEP_SUMMARY: __, ...env } = process.env;
  return env;
}

function typescriptIn(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts')).map((name) => join(folder, name));
}

/** What a process came to. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly err: string;
}

/** Collects a process's output and waits for its end. */
export function ended(child: ChildProcess): Promise<Ended> {
  let [out, err] = ['', ''];
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (err += text));
  return new Promise((done, fail) => {
    child.once('error', fail);
    child.once('close', (code, signal) => done({ code, signal, out, err }));
  });
}
