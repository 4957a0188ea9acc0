// Over 200 lines: the rules, and a planted violation of each, belong side by side.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Tree } from './tree.js';
import { plantedTree, root, runNode } from './tree.js';

interface Violation {
  readonly rule: string;
  readonly from: string;
  readonly to: string;
}
interface Answer {
  readonly violations: readonly Violation[];
  readonly problems: readonly string[];
}

const PARTS = ['model', 'contracts', 'config', 'generate', 'run', 'judge', 'check', 'report', 'hosts', 'cli'].map(
  (name) => `src/${name}`,
);
const OURS = [...PARTS, 'properties', 'adapters'];

/** The design's import plan, written down a second time and the other way round: what each part may import besides itself. */
const MAY: Readonly<Record<string, readonly string[]>> = {
  'src/model': [],
  'src/contracts': ['src/model'],
  'src/config': ['src/model'],
  'src/generate': ['src/model'],
  'src/judge': ['src/model'],
  'src/report': ['src/model'],
  properties: ['src/model'],
  adapters: ['src/model'],
  'src/run': ['src/model', 'src/generate', 'src/judge'],
  'src/check': ['src/model', 'src/contracts', 'src/generate', 'src/run', 'src/judge', 'properties', 'adapters'],
  'src/hosts': ['src/check', 'src/report', 'src/model'],
  'src/cli': ['src/check', 'src/report', 'src/model'],
};

const RULE: Readonly<Record<string, string>> = {
  'src/model': 'model-imports-nothing-of-ours',
  'src/contracts': 'contracts-import-model',
  'src/config': 'config-imports-model',
  'src/generate': 'generate-imports-model',
  'src/judge': 'judge-imports-model',
  'src/report': 'report-imports-model',
  properties: 'properties-import-model',
  adapters: 'adapters-import-model',
  'src/run': 'run-imports-model-generate-judge',
  'src/check': 'check-imports-what-is-below-it',
  'src/hosts': 'hosts-import-check-report',
  'src/cli': 'cli-imports-check-report',
};

const leaf = (part: string): string => `${part}/leaf.ts`;
const up = (file: string): string => '../'.repeat(file.split('/').length - 1);
const toJs = (file: string): string => file.replace(/\.ts$/, '.js');
const slug = (part: string): string => part.replace('/', '-');

/** One file per pair of parts, so that every violation has a file of its own; values and types take turns. */
function pairFiles(): { files: Record<string, string>; forbidden: Violation[] } {
  const files: Record<string, string> = {};
  const forbidden: Violation[] = [];
  for (const part of OURS)
    files[leaf(part)] = 'export const leaf = 1;\nexport interface Leaf { readonly leaf: number }\n';
  for (const from of OURS) {
    for (const [index, to] of OURS.entries()) {
      if (from === to) continue;
      const file = `${from}/to-${slug(to)}.ts`;
      const source = `${up(file)}${toJs(leaf(to))}`;
      files[file] =
        index % 2 === 0
          ? `import { leaf } from "${source}";\nexport const own = leaf;\n`
          : `import type { Leaf } from "${source}";\nexport type Own = Leaf;\n`;
      if (!MAY[from]?.includes(to)) forbidden.push({ rule: RULE[from] ?? '', from: file, to: leaf(to) });
    }
  }
  return { files, forbidden };
}

/** One violation of each rule that is not about two parts. */
const OTHER_FILES: Readonly<Record<string, string>> = {
  'src/index.ts':
    'export { leaf as a } from "./check/leaf.js";\nexport { leaf as b } from "../properties/leaf.js";\nexport { leaf as c } from "./run/leaf.js";\n',
  'src/run/round.ts': 'import type { Trip } from "./trip.js";\nexport interface Round { readonly trip: Trip }\n',
  'src/run/trip.ts': 'import type { Round } from "./round.js";\nexport interface Trip { readonly round: Round }\n',
  'src/report/tested.ts': 'export { helper } from "../../test/helper.js";\n',
  'src/cli/benched.ts': 'export const later = () => import("../../bench/helper.js");\n',
  'src/check/exemplified.ts': 'export { helper } from "../../examples/helper.js";\n',
  'test/helper.ts': 'export const helper = 1;\n',
  'bench/helper.ts': 'export const helper = 1;\n',
  'examples/helper.ts': 'export const helper = 1;\n',
  'examples/confirm.mjs': 'export { leaf } from "../src/check/leaf.js";\n',
  'adapters/dev.ts': 'import type { Dev } from "only-for-dev";\nexport type Own = Dev;\n',
  'adapters/peer.ts': 'export { peer } from "also-a-peer";\n',
  'adapters/normal.ts': 'export { normal } from "declared";\nexport { readFileSync } from "node:fs";\n',
  'adapters/stray.ts': 'export { stray } from "not-declared";\n',
  'adapters/lost.ts': 'export { lost } from "./nowhere.js";\n',
  'src/hosts/vitest.ts': 'export { peer } from "vitest";\n',
  'src/hosts/fast-check.ts': 'export { peer } from "fast-check";\nexport * from "./scenario.js";\n',
  'src/hosts/scenario.ts': 'export { normal } from "fast-check";\n',
  'src/hosts/suite.ts': 'export { peer } from "./vitest.js";\nexport { normal } from "./fast-check.js";\n',
  'src/generate/tested.ts': 'export { peer } from "vitest";\n',
  'src/generate/drawn.ts': 'export type { Dev } from "fast-check";\n',
  ...Object.fromEntries(['only-for-dev', 'also-a-peer', 'declared', 'not-declared', 'vitest', 'fast-check'].flatMap(packageFiles)),
  'package.json': JSON.stringify({
    name: 'planted',
    type: 'module',
    dependencies: { declared: '1' },
    peerDependencies: { 'also-a-peer': '1', vitest: '1', 'fast-check': '1' },
    peerDependenciesMeta: { vitest: { optional: true }, 'fast-check': { optional: true } },
    devDependencies: { 'only-for-dev': '1', 'also-a-peer': '1', vitest: '1', 'fast-check': '1' },
  }),
};

const OTHER_VIOLATIONS: readonly Violation[] = [
  { rule: 'index-exports-the-public-parts', from: 'src/index.ts', to: 'src/run/leaf.ts' },
  { rule: 'no-cycles', from: 'src/run/round.ts', to: 'src/run/trip.ts' },
  { rule: 'shipped-code-knows-no-test', from: 'src/report/tested.ts', to: 'test/helper.ts' },
  { rule: 'shipped-code-knows-no-test', from: 'src/cli/benched.ts', to: 'bench/helper.ts' },
  { rule: 'shipped-code-knows-no-test', from: 'src/check/exemplified.ts', to: 'examples/helper.ts' },
  { rule: 'examples-import-nothing-of-ours', from: 'examples/confirm.mjs', to: 'src/check/leaf.ts' },
  { rule: 'shipped-code-needs-no-dev-dependency', from: 'adapters/dev.ts', to: 'node_modules/only-for-dev/index.js' },
  { rule: 'vitest-is-imported-by-its-host-alone', from: 'src/hosts/suite.ts', to: 'src/hosts/vitest.ts' },
  { rule: 'vitest-is-imported-by-its-host-alone', from: 'src/generate/tested.ts', to: 'node_modules/vitest/index.js' },
  { rule: 'fast-check-is-imported-by-its-host-alone', from: 'src/hosts/suite.ts', to: 'src/hosts/fast-check.ts' },
  { rule: 'fast-check-is-imported-by-its-host-alone', from: 'src/generate/drawn.ts', to: 'node_modules/fast-check/index.js' },
  { rule: 'every-dependency-is-declared', from: 'adapters/stray.ts', to: 'node_modules/not-declared/index.js' },
  { rule: 'every-import-resolves', from: 'adapters/lost.ts', to: './nowhere.js' },
];

function packageFiles(name: string): [string, string][] {
  const manifest = { name, version: '1.0.0', type: 'module', exports: './index.js' };
  return [
    [`node_modules/${name}/package.json`, JSON.stringify(manifest)],
    [`node_modules/${name}/index.js`, 'export const peer = 1, normal = 1, stray = 1;\n'],
    [`node_modules/${name}/index.d.ts`, 'export type Dev = 1; export declare const peer: 1, normal: 1, stray: 1;\n'],
  ];
}

const CONFIG = ['.dependency-cruiser.cjs', 'tsconfig.json'];
const check = (tree: Tree, ...args: string[]): Answer & { status: number | null } => {
  const { status, stdout, stderr } = runNode(tree.path, 'scripts/check-imports.mjs', ['--json', ...args]);
  if (stdout === '') throw new Error(stderr);
  return { status, ...(JSON.parse(stdout) as Answer) };
};
const line = ({ rule, from, to }: Violation): string => `${rule}: ${from} → ${to}`;
const lines = (violations: readonly Violation[]): string[] => violations.map(line).toSorted();

describe('import rules', () => {
  let tree: Tree;
  let answer: ReturnType<typeof check>;
  const { files, forbidden } = pairFiles();

  beforeAll(() => {
    tree = plantedTree(CONFIG);
    tree.write({ ...files, ...OTHER_FILES });
    answer = check(tree);
  });
  afterAll(() => tree[Symbol.dispose]());

  it('should raise exactly the rule that is broken, for every pair of parts and every other rule', () => {
    expect(lines(answer.violations)).toEqual(lines([...forbidden, ...OTHER_VIOLATIONS]));
    expect(answer.status).toBe(1);
    expect(answer.problems).toEqual([]);
  });

  it('should have a planted violation and a reason for every rule', () => {
    const config = createRequire(import.meta.url)(join(root, '.dependency-cruiser.cjs')) as {
      forbidden: { name: string; comment: string }[];
    };
    const planted = new Set([...forbidden, ...OTHER_VIOLATIONS].map((violation) => violation.rule));
    expect(new Set(config.forbidden.map((rule) => rule.name))).toEqual(planted);
    for (const rule of config.forbidden) expect(rule.comment.length, rule.name).toBeGreaterThan(40);
  });
});

describe('the check of the import rules', () => {
  it('should accept a tree that follows the plan', () => {
    using tree = plantedTree([...CONFIG, 'package.json']);
    tree.write({
      'src/model/plan.ts': 'export interface Plan { readonly seed: number }\n',
      'properties/one.ts': 'export type { Plan } from "../src/model/plan.js";\n',
    });
    expect(check(tree)).toEqual({ status: 0, violations: [], problems: [] });
  });

  it('should fail when the cruiser did not see every source file', () => {
    using tree = plantedTree([...CONFIG, 'package.json']);
    tree.write({
      'src/model/seen.ts': 'export const seen = 1;\n',
      'src/model/unseen.ts': 'export const unseen = 1;\n',
      'blind.cjs': 'module.exports = { options: { exclude: { path: "unseen" } } };\n',
    });
    const { status, problems } = check(tree, '--config', 'blind.cjs');
    expect(status).toBe(1);
    expect(problems).toEqual([
      'src/model/unseen.ts: a source file that was not cruised',
      '1 modules cruised, but 2 source files',
    ]);
  });

  it('should fail when a file stands in no part of the house', () => {
    using tree = plantedTree([...CONFIG, 'package.json']);
    tree.write({ 'src/utils/misc.ts': 'export const misc = 1;\n', 'src/stray.ts': 'export const stray = 1;\n' });
    const { status, problems } = check(tree);
    expect(status).toBe(1);
    expect(problems).toHaveLength(2);
  });

  it('should fail on an empty tree', () => {
    using tree = plantedTree([...CONFIG, 'package.json']);
    tree.write({ 'src/readme.md': 'nothing\n' });
    expect(check(tree)).toMatchObject({ status: 1, problems: ['no source file found'] });
  });
});

describe('the house', () => {
  it('should follow its own import plan', () => {
    const { stdout, stderr, status } = runNode(root, 'scripts/check-imports.mjs');
    expect(status, stdout + stderr).toBe(0);
  });
});
