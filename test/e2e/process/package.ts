import { spawn } from 'node:child_process';
import type { ChildProcess, SpawnOptions } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import ts from 'typescript';

const ROOT = resolve('.');
const SOURCES = ['src', 'properties', 'adapters'];
const KEPT = join(ROOT, 'node_modules', '.cache', 'retryproof-package');
const OLD_MS = 600_000;

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
 * The package in a place of its own, made from the sources as they are, since `dist` may be older. It lies in node_modules,
 * so that it finds what it depends on.
 */
export function buildPackage(): BuiltPackage {
  const dir = mkdtempSync(join(ROOT, 'node_modules', '.retryproof-'));
  cpSync(transpiled(), dir, { recursive: true });
  return {
    dir,
    run: (args, options = {}) => spawn(process.execPath, [join(dir, 'dist/src/cli/bin.js'), ...args], { stdio: ['ignore', 'pipe', 'pipe'], env: outsideCi(), ...options }),
    node: (script) => spawn(process.execPath, [join(dir, script)], { stdio: ['ignore', 'pipe', 'pipe'] }),
    remove: () => rmSync(dir, { recursive: true, force: true }),
  };
}

/**
 * The sources as JavaScript, made by whichever suite comes first and kept under a name of their content: it takes seconds,
 * and many suites need it. Types are not checked, which takes ten times as long; the gate does that.
 */
function transpiled(): string {
  const names = SOURCES.flatMap(typescriptIn);
  const texts = names.map((name) => readFileSync(join(ROOT, name), 'utf8'));
  const manifest = readFileSync(join(ROOT, 'package.json'), 'utf8');
  const hash = createHash('sha256').update(JSON.stringify([manifest, names, texts])).digest('hex').slice(0, 16);
  const place = join(KEPT, hash);
  if (existsSync(place)) return place;
  mkdirSync(KEPT, { recursive: true });
  const making = mkdtempSync(join(KEPT, 'making-'));
  writeFileSync(join(making, 'package.json'), manifest);
  for (const [index, name] of names.entries()) {
    const { outputText } = ts.transpileModule(texts[index] ?? '', {
      fileName: name,
      compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ES2022, verbatimModuleSyntax: true },
    });
    const out = join(making, 'dist', name.replace(/\.ts$/, '.js'));
    mkdirSync(dirname(out), { recursive: true });
    writeFileSync(out, outputText);
  }
  try {
    renameSync(making, place);
  } catch {
    // Another suite was faster.
    rmSync(making, { recursive: true, force: true });
  }
  forgetOld(hash);
  return place;
}

/** What was made of other sources, unless it is so new that somebody may be making it. */
function forgetOld(hash: string): void {
  for (const name of readdirSync(KEPT)) {
    const path = join(KEPT, name);
    const ageMs = Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
    if (name !== hash && ageMs > OLD_MS) rmSync(path, { recursive: true, force: true });
  }
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
