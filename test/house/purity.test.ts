// Over 200 lines: one table of every form in which an impurity can be written.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Tree } from './tree.js';
import { plantedTree, root, runNode } from './tree.js';

const LINTER = 'node_modules/oxlint/bin/oxlint';
const CONFIG = ['.oxlintrc.json', 'scripts/oxlint-house.mjs'];
const PURE = ['src/model', 'src/contracts', 'src/config', 'src/generate', 'src/judge', 'src/report', 'properties'];
const IMPURE = ['src/run', 'src/check', 'src/cli', 'src/hosts', 'adapters'];

/** Every way we could think of to reach a clock, a timer, chance or the machine. One file each. */
const FORMS: readonly string[] = [
  'export const x = Date.now();',
  'export const x = Date["now"]();',
  'export const x = Date?.now();',
  'export const x = new Date();',
  'export const x = Date();',
  'export const x = (...d: [number]) => new Date(...d);',
  'export const Clock = Date;',
  'export const { now } = Date;',
  'export const x = (Date as { now(): number }).now();',
  "export const x = (key: 'now') => Date[key]();",
  'export class Clock extends Date {}',
  'export const x = globalThis.Date;',
  'export const x = globalThis["Date"];',
  'export const x = global.setTimeout;',
  'export const { setTimeout: wait } = globalThis;',
  'export const x = self;',
  'export const x = performance.now();',
  'export const x = new Intl.DateTimeFormat().format();',
  'export const x = setTimeout(() => 1, 5);',
  'export const x = setInterval;',
  'export const x = setImmediate(() => 1);',
  'export const x = clearTimeout;',
  'export const x = queueMicrotask;',
  'export const x = AbortSignal.timeout(5);',
  'export const x = (buffer: Int32Array) => Atomics.wait(buffer, 0, 0, 5);',
  'export const x = Math.random();',
  'export const x = Math[`random`]();',
  'export const { random } = Math;',
  'export const x = crypto.randomUUID();',
  'export const x = crypto.getRandomValues(new Uint8Array(1));',
  'export const x = process.env;',
  'export const x = process.hrtime();',
  'export const x = process;',
  'export const x = fetch("http://localhost");',
  'export const x = new WebSocket("ws://localhost");',
  'export const x = eval("Date.now()");',
  'export const x = new Function("return Date.now()");',
  'export const x = (() => 1).constructor("return Date.now()")();',
  'import { setTimeout } from "node:timers/promises";\nexport const x = setTimeout;',
  'import { setTimeout } from "timers/promises";\nexport const x = setTimeout;',
  'import * as timers from "node:timers";\nexport const x = timers;',
  'import timers from "timers";\nexport const x = timers;',
  'import { performance } from "node:perf_hooks";\nexport const x = performance;',
  'import process from "node:process";\nexport const x = process;',
  'import { env } from "process";\nexport const x = env;',
  'import { readFileSync } from "node:fs";\nexport const x = readFileSync;',
  'import { readFile } from "fs/promises";\nexport const x = readFile;',
  'import { connect } from "node:net";\nexport const x = connect;',
  'import { request } from "node:http";\nexport const x = request;',
  'import { randomUUID } from "node:crypto";\nexport const x = randomUUID;',
  'import * as crypto from "node:crypto";\nexport const x = crypto;',
  'import { createRequire } from "node:module";\nexport const x = createRequire;',
  'import { spawn } from "node:child_process";\nexport const x = spawn;',
  'import { hostname } from "node:os";\nexport const x = hostname;',
  'import { request } from "undici";\nexport const x = request;',
  'import yargs from "yargs";\nexport const x = yargs;',
  'import "node:fs";\nexport const x = 1;',
  'export { setTimeout } from "node:timers/promises";',
  'export * from "node:timers";',
  'export const x = () => import("node:timers/promises");',
  'export const x = (name: string) => import(name);',
  'import fs = require("node:fs");\nexport const x = fs;',
  'export const x = require("node:fs");',
];

/** What looks like it and is pure; the linter must let it through, or people learn to switch it off. */
const PURE_FORMS: readonly string[] = [
  'export const x = (ms: number) => new Date(ms).toISOString();',
  'export const x = Date.parse("2026-01-01") + Date.UTC(2026, 1);',
  'export const x = (d: unknown): d is Date => d instanceof Date;',
  'export type Clock = typeof Date | typeof process | typeof globalThis;',
  'export const x = Math.max(1, Math.floor(2));',
  'export const x = (setTimeout: number, fetch: string) => [setTimeout, fetch];',
  'export const x = { now: 1, random: 2, process: 3 }.process;',
  'export const x = (history: { performance: number }) => history.performance;',
  'import type { Server } from "node:http";\nexport type Own = Server;',
  'import { createHash } from "node:crypto";\nexport const x = createHash("sha256").update("a").digest("hex");',
  'import { isDeepStrictEqual } from "node:util";\nexport const x = isDeepStrictEqual;',
  'import { integer } from "fast-check";\nexport const x = integer();',
];

interface Problem {
  readonly filename: string;
  readonly code: string;
}

/** Lints a directory, or only the given paths in it; the codes of the problems, by file. */
function lint(directory: string, ...paths: string[]): Map<string, string[]> {
  const { stdout, stderr } = runNode(directory, LINTER, [
    '--format',
    'json',
    '--no-error-on-unmatched-pattern',
    ...paths,
  ]);
  if (!stdout.startsWith('{')) throw new Error(stdout + stderr);
  const codes = new Map<string, string[]>();
  for (const { filename, code } of (JSON.parse(stdout) as { diagnostics: Problem[] }).diagnostics) {
    codes.set(filename, [...(codes.get(filename) ?? []), code]);
  }
  return codes;
}

const planted = (folder: string, forms: readonly string[], kind: string): Record<string, string> =>
  Object.fromEntries(forms.map((form, index) => [`${folder}/${kind}-${index}.ts`, `${form}\n`]));

const numbered = (forms: readonly string[]): [form: string, index: number][] =>
  forms.map((form, index) => [form.replaceAll('\n', ' '), index]);

describe('pure folders', () => {
  let tree: Tree;
  let found: Map<string, string[]>;
  const caught = (file: string): boolean => found.get(file)?.includes('house(pure)') ?? false;

  beforeAll(() => {
    tree = plantedTree(CONFIG);
    for (const folder of [...PURE, ...IMPURE])
      tree.write({ ...planted(folder, FORMS, 'form'), ...planted(folder, PURE_FORMS, 'pure') });
    tree.write({ 'src/judge/deep/er.ts': 'export const x = Date.now();\n' });
    found = lint(tree.path);
  });
  afterAll(() => tree[Symbol.dispose]());

  it.each(numbered(FORMS))('should not hold: %s', (form, index) => {
    for (const folder of PURE) expect(caught(`${folder}/form-${index}.ts`), `${folder}: ${form}`).toBe(true);
  });

  it.each(numbered(PURE_FORMS))('may hold: %s', (form, index) => {
    for (const folder of PURE) expect(caught(`${folder}/pure-${index}.ts`), `${folder}: ${form}`).toBe(false);
  });

  it('should be pure all the way down', () => {
    expect(caught('src/judge/deep/er.ts')).toBe(true);
  });

  it('should be the only ones that are held to it', () => {
    for (const folder of IMPURE)
      for (const index of FORMS.keys()) expect(caught(`${folder}/form-${index}.ts`), folder).toBe(false);
  });
});

const RULES: readonly (readonly [rule: string, file: string, text: string])[] = [
  ['eslint(max-lines)', 'src/run/long.ts', `export const x = 1;${'\n'.repeat(200)}export const y = 2;\n`],
  ['eslint(max-lines-per-function)', 'adapters/long.ts', `export function x(): void {\n${'  //\n'.repeat(70)}}\n`],
  ['eslint(no-console)', 'src/check/loud.ts', 'console.log(1);\nexport {};\n'],
  ['typescript(no-explicit-any)', 'src/run/any.ts', 'export const x: any = 1;\n'],
  ['typescript(ban-ts-comment)', 'src/run/ignore.ts', '// @ts-ignore\nexport const x: string = 1;\n'],
  ['typescript(ban-ts-comment)', 'src/run/expect.ts', '// @ts-expect-error\nexport const x: string = 1;\n'],
  [
    'typescript(consistent-type-imports)',
    'src/run/type.ts',
    'import { Server } from "node:http";\nexport type X = Server;\n',
  ],
  [
    'house(reasoned-disable)',
    'src/run/off.ts',
    '// oxlint-disable-next-line no-console\nconsole.log(1);\nexport {};\n',
  ],
  [
    'house(reasoned-disable)',
    'test/off.ts',
    '/* eslint-disable typescript/no-explicit-any */\nexport const x: any = 1;\n',
  ],
  ['vitest(no-focused-tests)', 'test/focused.test.ts', 'import { it } from "vitest";\nit.only("x", () => {});\n'],
  ['vitest(no-disabled-tests)', 'test/skipped.test.ts', 'import { it } from "vitest";\nit.skip("x", () => {});\n'],
];

const LAWFUL: Readonly<Record<string, string>> = {
  'src/cli/loud.ts': 'export const x = console.log(1);\n',
  'src/run/table.ts': `/* oxlint-disable max-lines -- one table, read from top to bottom */\nexport const x = 1;${'\n'.repeat(200)}export const y = 2;\n`,
  'test/long.ts': `export function x(): void {\n${'  //\n'.repeat(210)}}\n`,
  'src/run/expected.ts': "// @ts-expect-error -- the library's types are wrong here\nexport const x: string = 1;\n",
};

describe('the other lint rules', () => {
  let tree: Tree;
  let found: Map<string, string[]>;

  beforeAll(() => {
    tree = plantedTree(CONFIG);
    tree.write({ ...Object.fromEntries(RULES.map(([, file, text]) => [file, text])), ...LAWFUL });
    found = lint(tree.path);
  });
  afterAll(() => tree[Symbol.dispose]());

  it.each(RULES)('should raise %s in %s', (rule, file) => {
    expect(found.get(file)).toContain(rule);
  });

  it.each(Object.keys(LAWFUL))('should raise nothing in %s', (file) => {
    expect(found.get(file)).toBeUndefined();
  });
});

describe('the house', () => {
  const folders = PURE.map((folder) => join(root, folder));

  it('should keep its pure folders pure', () => {
    const impure = [...lint(root, ...PURE)].filter(([, codes]) => codes.includes('house(pure)'));
    expect(impure).toEqual([]);
  });

  it('should never switch purity off', () => {
    const sources = folders.flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => join(folder, file)),
    );
    const files = sources.filter((file) => file.endsWith('.ts'));
    expect(files.length).toBeGreaterThan(0);
    const off = /lint-disable(?:-next-line|-line)?(?=[^\n]*house\/pure|\s*(?:--|\*\/|\n))/;
    expect(files.filter((file) => off.test(readFileSync(file, 'utf8')))).toEqual([]);
  });
});
