/**
 * Who may import whom. The arrows point downwards only:
 *
 *   index           → hosts, check, report, contracts, config, model, properties, adapters
 *   cli, hosts      → check, report, model
 *   check           → run, generate, judge, contracts, model, properties, adapters
 *   run             → generate, judge, model
 *   generate, judge, contracts, config, report, properties, adapters → model
 *   model           → nothing of ours
 *   examples        → nothing of ours
 *
 * Types count as much as values: a type is knowledge of another part too.
 */

const OURS = '^(src|properties|adapters)/';

/** A part of the house, and the only parts of ours that it may import besides itself. */
function part(name, from, allowed, comment) {
  return {
    name,
    comment,
    severity: 'error',
    from: { path: from },
    to: { path: OURS, pathNot: [from, ...allowed] },
  };
}

module.exports = {
  forbidden: [
    part(
      'model-imports-nothing-of-ours',
      '^src/model/',
      [],
      'The model is the language that every part speaks. If it knew a part, every part would know that part.',
    ),
    part(
      'generate-imports-model',
      '^src/generate/',
      ['^src/model/'],
      'A plan is a function of seed, climate and index alone. A generator that could see the runner or a property could come to depend on what happened.',
    ),
    part(
      'judge-imports-model',
      '^src/judge/',
      ['^src/model/'],
      'A saved history must be judged again years later with no target at hand, so the judge knows histories and nothing that makes them. Properties are handed to it.',
    ),
    part(
      'contracts-import-model',
      '^src/contracts/',
      ['^src/model/'],
      'A contract is data with its sources and the one classifier that reads it. It must mean the same to the runner, the judge and a file on disk.',
    ),
    part(
      'config-imports-model',
      '^src/config/',
      ['^src/model/'],
      'A configuration is a shape that users write down. What reads it may change; the shape must not, so it depends on nothing that reads it.',
    ),
    part(
      'report-imports-model',
      '^src/report/',
      ['^src/model/'],
      'A report is one value with many renderings. A rendering that could run or judge something would show what the value does not say.',
    ),
    part(
      'properties-import-model',
      '^properties/',
      ['^src/model/'],
      'A property is a pure function of history and contract, and adding one is one new file and one line in an index. It must not lean on the engine that calls it.',
    ),
    part(
      'adapters-import-model',
      '^adapters/',
      ['^src/model/'],
      'An adapter is the way to one kind of target. It sends and reports how that ended, and never sees what is judged, or it could start to help.',
    ),
    part(
      'run-imports-model-generate-judge',
      '^src/run/',
      ['^src/(model|generate|judge)/'],
      'The runner executes, settles and shrinks plans. Adapters, contracts and properties are handed to it as values, so that it runs against any of them.',
    ),
    part(
      'check-imports-what-is-below-it',
      '^src/check/',
      ['^src/(model|contracts|generate|run|judge)/', '^(properties|adapters)/'],
      'Check composes everything into one result value. How that value is shown or asked for is none of its business.',
    ),
    part(
      'cli-imports-check-report',
      '^src/cli/',
      ['^src/(check|report|model)/'],
      'The command line parses, calls check, renders and exits. What it could do besides, the library could not.',
    ),
    part(
      'hosts-import-check-report',
      '^src/hosts/',
      ['^src/(check|report|model)/'],
      "A test runner's host is one more way to call check. What it could do besides, the command line could not.",
    ),
    part(
      'index-exports-the-public-parts',
      '^src/index\\.ts$',
      ['^src/(hosts|check|report|contracts|config|model)/', '^(properties|adapters)/'],
      "The public entry names what users may rely on. The engine's inside is not among it.",
    ),
    {
      name: 'examples-import-nothing-of-ours',
      comment:
        'An example is what a user has: a service that knows nothing of the kit, and a script that confirms without it what the kit found.',
      severity: 'error',
      from: { path: '^examples/' },
      to: { path: '^(src|properties|adapters|test|bench|scripts|dist)/' },
    },
    {
      name: 'vitest-is-imported-by-its-host-alone',
      comment:
        'vitest is an optional peer: whoever has another test runner must be able to import everything but this one entry.',
      severity: 'error',
      from: { path: OURS, pathNot: '^src/hosts/vitest\\.ts$' },
      to: { path: ['^src/hosts/vitest\\.ts$', 'node_modules/vitest/'] },
    },
    {
      name: 'fast-check-is-imported-by-its-host-alone',
      comment:
        'fast-check is an optional peer, and two copies of it in one process do not know each other: only its host may need it.',
      severity: 'error',
      from: { path: OURS, pathNot: '^src/hosts/(fast-check|scenario)\\.ts$' },
      to: { path: ['^src/hosts/(fast-check|scenario)\\.ts$', 'node_modules/fast-check/'] },
    },
    {
      name: 'drivers-are-imported-by-their-own-files-alone',
      comment:
        'Drivers of databases are optional peers: whoever counts by requests has none of them, and must be able to import everything.',
      severity: 'error',
      from: { path: OURS, pathNot: '^adapters/probes/database/(postgres|mysql|sqlite)\\.ts$' },
      to: { path: ['node_modules/(@types/)?pg/', 'node_modules/mysql2/', 'node_modules/@photostructure/sqlite/'] },
    },
    {
      name: 'no-cycles',
      comment: 'Parts that import each other, be it for a type, can only be read, tested and moved together.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'shipped-code-knows-no-test',
      comment:
        'The kit proves itself honestly: nothing in it exists for a test, a bench or an example, and the package does not contain them.',
      severity: 'error',
      from: { path: OURS },
      to: { path: '^(test|bench|examples|docs|scripts|dist)/' },
    },
    {
      name: 'shipped-code-needs-no-dev-dependency',
      comment:
        'Whoever installs the package does not get its dev dependencies; a type from one breaks their build too.',
      severity: 'error',
      from: { path: OURS },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['npm-peer'] },
    },
    {
      name: 'every-dependency-is-declared',
      comment: 'A package that is only there because another one brought it disappears with that one.',
      severity: 'error',
      from: { path: OURS },
      // An optional peer is declared twice, and its second mention is taken for none.
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['npm-peer'] },
    },
    {
      name: 'every-import-resolves',
      comment: 'An import that leads nowhere would escape every rule above.',
      severity: 'error',
      from: { path: OURS },
      to: { couldNotResolve: true },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'node', 'default'],
    },
  },
};
