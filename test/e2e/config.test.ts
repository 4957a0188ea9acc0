import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it, onTestFinished } from 'vitest';
import checkThenAct from '../zoo/planted/check-then-act.js';
import type { Report } from './targets/cli.js';
import { BODY, EFFECTS, failures, fresh, retryproof } from './targets/cli.js';
import { always, around, correct, problem, serve } from './targets/servers.js';

const schemaOf = (name: string): object => JSON.parse(readFileSync(new URL(`../../schema/${name}.json`, import.meta.url), 'utf8')) as object;
const read = <Value>(cwd: string, file: string): Value => JSON.parse(readFileSync(join(cwd, file), 'utf8')) as Value;

interface Reports {
  readonly exitCode: number;
  readonly exitReason: string;
  readonly reports: readonly (Report & { readonly name: string })[];
}

/** A configuration whose targets are a buggy service, a correct one with two operations, and what else there is. */
async function shop(more: object = {}): Promise<{ readonly cwd: string; readonly write: (config: object) => void; readonly config: object }> {
  const cwd = fresh();
  const [broken, right] = [await checkThenAct.start(), await serve(correct())];
  onTestFinished(() => broken.close());
  const config = {
    body: JSON.parse(BODY) as object,
    effects: EFFECTS,
    runs: 40,
    time: '4s',
    targets: {
      broken: { url: `${broken.url}/charges`, failFast: true },
      right: { url: '${RIGHT}', operations: { charge: { url: '/charges' }, again: { url: '/charges', header: 'X-Again: 1' } } },
      ...more,
    },
  };
  const write = (value: object) => writeFileSync(join(cwd, 'retryproof.config.json'), JSON.stringify(value).replace('${RIGHT}', right));
  write(config);
  return { cwd, write, config };
}

describe('several targets of a configuration', () => {
  it('should each have its verdict, its report, its suite and its files', async () => {
    const { cwd } = await shop();
    const { code, text, out } = await retryproof(['check', '--json', 'r.json', '--junit', 'r.xml', '--history', 'h'], { cwd });
    expect(code, text).toBe(1);
    expect(text).toContain('FAILED (exit 1): violations: broken (1 of 3 targets)');
    const { reports, ...together } = read<Reports>(cwd, 'r.json');
    expect(together).toMatchObject({ format: 'retryproof-reports', version: 1, exitCode: 1, exitReason: 'violations: broken (1 of 3 targets)' });
    expect(reports.map(({ name }) => name)).toEqual(['broken', 'right.charge', 'right.again']);
    expect(reports[0]?.exitCode).toBe(1);
    expect(reports.slice(1).flatMap(failures)).toEqual([]);
    const ajv = new Ajv2020({ strict: false, validateFormats: false }).addSchema(schemaOf('report'), 'report.json');
    expect(ajv.validate(schemaOf('reports'), read(cwd, 'r.json')), ajv.errorsText()).toBe(true);
    expect(readFileSync(join(cwd, 'r.xml'), 'utf8').match(/<testsuite name="retryproof [\w.]+/g)).toEqual(['broken', 'right.charge', 'right.again'].map((name) => `<testsuite name="retryproof ${name}`));
    for (const { name } of reports) expect(readdirSync(join(cwd, 'h', name)).filter((file) => file.startsWith('run-')), name).toHaveLength(1);
    const file = reports[0]?.verdicts.flatMap(({ findings }) => findings)[0]?.counterexample.file ?? '';
    expect(file).toMatch(/^h\/broken\/.*\.jsonl$/);
    expect(existsSync(join(cwd, file))).toBe(true);
    for (const { name } of reports) expect(out).toContain(` · ${name} · POST `);
  });

  it('should save counterexamples apart, in a place that no source tree takes up', async () => {
    const { cwd } = await shop();
    const { code } = await retryproof(['check', 'broken', 'right.charge'], { cwd });
    expect(code).toBe(1);
    expect(readdirSync(join(cwd, '.retryproof')).toSorted()).toEqual(['.gitignore', 'broken']);
  });

  it('should be one report where one is chosen, with its name', async () => {
    const { cwd } = await shop();
    const { text } = await retryproof(['check', 'right.charge', '--json', 'r.json', '--junit', 'r.xml'], { cwd });
    const report = read<Report & { readonly name: string }>(cwd, 'r.json');
    expect([report.name, failures(report)], text).toEqual(['right.charge', []]);
    expect(readFileSync(join(cwd, 'r.xml'), 'utf8')).toContain('classname="retryproof.right.charge"');
  });

  it('should not lose what was found to a target that cannot be checked', async () => {
    const { cwd } = await shop({ gone: { url: 'http://127.0.0.1:1/charges' }, far: { url: 'http://192.0.2.1/charges' }, closed: { url: await serve(always(problem(401, 'unauthorized'))), principal: 'exec:false' } });
    const { code, text } = await retryproof(['check', 'closed', 'gone', 'far', 'broken', '--json', 'r.json', '--junit', 'r.xml'], { cwd });
    const { reports } = read<Reports>(cwd, 'r.json');
    expect(reports.map(({ name, exitCode }) => `${name} ${exitCode}`), text).toEqual(['closed 2', 'gone 3', 'far 5', 'broken 1']);
    expect(reports[0]?.trouble?.message).toMatch(/--principal exec: the command failed/);
    expect(code).toBe(1);
    expect(readFileSync(join(cwd, 'r.xml'), 'utf8').match(/<testcase classname="[^"]*" name="outcome"/g)).toEqual(['closed', 'gone', 'far'].map((name) => `<testcase classname="retryproof.${name}" name="outcome"`));
    const again = await retryproof(['check', 'gone', 'far'], { cwd });
    expect(again.code).toBe(3);
  });

  it('should refuse what is wrong with one before anything is sent to another', async () => {
    let calls = 0;
    const { cwd, config, write } = await shop({ counted: { url: await serve(around((_, inner) => ((calls += 1), inner()))) } });
    const { targets } = config as { readonly targets: object };
    write({ ...config, targets: { ...targets, wrong: { url: 'http://127.0.0.1:1/charges', body: '{"amount":' } } });
    const { code, text } = await retryproof(['check', 'counted', 'wrong'], { cwd });
    expect(text).toMatch(/retryproof: wrong: --body is not JSON/);
    expect([code, calls]).toEqual([2, 0]);
  });

  it('should settle and report the one that runs on Ctrl-C, and say that the others were not checked', async () => {
    const stop = new AbortController();
    const { cwd } = await shop({ slow: { url: await serve(around((_, inner) => (stop.abort(), inner()))) } });
    const { code, text } = await retryproof(['check', 'slow', 'right', '--json', 'r.json'], { cwd, signal: stop.signal });
    expect(code, text).toBe(130);
    expect(read<Reports>(cwd, 'r.json').reports.map(({ name, exitCode, trouble }) => `${name} ${exitCode} ${trouble?.kind}`)).toEqual(['slow', 'right.charge', 'right.again'].map((name) => `${name} 130 interrupted`));
    expect(text).toContain('interrupted before it was checked');
  });

  it('should print the plans of each on a dry run', async () => {
    const { cwd } = await shop();
    const { code, out } = await retryproof(['check', '--dry-run', '--runs', '1', '--seed', '3'], { cwd });
    expect(out.match(/^\S.*$/gm)?.filter((line) => !line.startsWith('3:'))).toEqual(['broken', 'right.charge', 'right.again'].flatMap((name) => [name, '1 plans; nothing was sent']));
    expect(code).toBe(0);
  });
});
