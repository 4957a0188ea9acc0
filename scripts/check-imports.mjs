/**
 * Checks the import rules of .dependency-cruiser.cjs on the tree in the working directory, and that the tool saw all of it:
 * a cruiser that cannot read TypeScript finds no modules, breaks no rule and exits 0.
 *
 * Usage: node scripts/check-imports.mjs [--config FILE] [--json]
 * Exits 0 when every rule holds over every source file; 1 otherwise. `--json` prints `{ violations, problems }`.
 */
import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { cruise } from 'dependency-cruiser';
import extractDepcruiseOptions from 'dependency-cruiser/config-utl/extract-depcruise-options';
import extractTSConfig from 'dependency-cruiser/config-utl/extract-ts-config';

const ROOTS = ['src', 'properties', 'adapters', 'examples'];
const PARTS = ['model', 'contracts', 'config', 'generate', 'run', 'judge', 'check', 'report', 'hosts', 'cli'];
const SOURCE = /\.[cm]?[jt]sx?$/;

const { values: options } = parseArgs({
  options: {
    config: { type: 'string', default: '.dependency-cruiser.cjs' },
    json: { type: 'boolean', default: false },
  },
});

function sourceFiles() {
  return ROOTS.filter((root) => existsSync(root)).flatMap((root) =>
    readdirSync(root, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && SOURCE.test(entry.name))
      .map((entry) => join(entry.parentPath ?? entry.path, entry.name).replaceAll('\\', '/')),
  );
}

async function cruiseRoots(files) {
  if (files.length === 0) return { modules: [], summary: { violations: [], ruleSetUsed: { forbidden: [] } } };
  const roots = ROOTS.filter((root) => existsSync(root));
  const cruiseOptions = await extractDepcruiseOptions(resolve(options.config));
  const { output } = await cruise(roots, cruiseOptions, undefined, {
    tsConfig: extractTSConfig(resolve('tsconfig.json')),
  });
  return output;
}

/** What makes the cruise itself worthless: files it did not see, and folders for which no rule speaks. */
function problemsOf(files, modules) {
  const seen = new Set(modules.map((module) => module.source));
  const unseen = files.filter((file) => !seen.has(file)).map((file) => `${file}: a source file that was not cruised`);
  const ruled = (file) => !file.startsWith('src/') || file === 'src/index.ts' || PARTS.includes(file.split('/')[1]);
  const unruled = files
    .filter((file) => !ruled(file))
    .map((file) => `${file}: in no part of the house, so no import rule holds for it`);
  return files.length === 0 ? ['no source file found'] : [...unseen, ...unruled];
}

const files = sourceFiles();
const { modules, summary } = await cruiseRoots(files);
const own = modules.filter(
  (module) => ROOTS.some((root) => module.source.startsWith(`${root}/`)) && !module.couldNotResolve,
);
const violations = summary.violations.map(({ rule, from, to }) => ({ rule: rule.name, from, to }));
const problems = problemsOf(files, own);
// A local .mjs that another one imports is listed twice: as what was imported, and as what was cruised.
const cruised = new Set(own.map(({ source }) => source)).size;
if (cruised !== files.length) problems.push(`${cruised} modules cruised, but ${files.length} source files`);

if (options.json) {
  console.log(JSON.stringify({ violations, problems }));
} else {
  const reasons = new Map(summary.ruleSetUsed.forbidden.map((rule) => [rule.name, rule.comment]));
  for (const { rule, from, to } of violations) console.log(`${rule}: ${from} → ${to}\n    ${reasons.get(rule)}`);
  for (const problem of problems) console.log(problem);
  console.log(`${cruised} modules cruised of ${files.length} source files, ${violations.length} violations`);
}
process.exitCode = violations.length + problems.length > 0 ? 1 : 0;
