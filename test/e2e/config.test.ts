// Over 200 lines: three outputs of one run over several targets, which share their shop.
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
interface Line {
  readonly event: string;
  readonly target?: string;
  readonly atMs: number;
  readonly [member: string]: unknown;
}
const linesOf = (text: string): Line[] => text.trimEnd().split('\n').map((line) => JSON.parse(line) as Line);

/** A configuration whose targets are a buggy service, a correct one with two operations, and what else there is. */
async function shop(more: object = {}): Promise<{ readonly cwd: string; readonly write: (config: object) => void; readonly config: object }> {
  const cwd = fresh();
  const [broken, right] = [await checkThenAct.start(), await serve(correct())];
  onTestFinished(() => broken.close());
  const config = {
    body: JSON.parse(BODY) as object,
    effects: EFFECTS,
    // The plans end it; where the machine is slow, they take their time.
    runs: 40,
    time: '6s',
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

describe('several targets of a configuration', { timeout: 100_000 }, () => {
  it('should each have its verdict, its report, its suite and its files', async () => {
    const { cwd } = await shop();
    const { code, text, out } = await retryproof(['check', '--json', 'r.json', '--junit', 'r.xml', '--history', 'h'], { cwd, withinMs: 40_000 });
    expect(code, text).toBe(1);
    expect(text).toContain('FAILED (exit 1): violations: broken (1 of 3 targets)');
    const { reports, ...together } = read<Reports>(cwd, 'r.json');
    expect(together).toMatchObject({ format: 'retryproof-reports', version: 1, exitCode: 1, exitReason: 'violations: broken (1 of 3 targets)' });
    expect(reports.map(({ name }) => name)).toEqual(['broken', 'right.charge', 'right.again']);
    expect(reports[0]?.exitCode).toBe(1);
    expect(reports.slice(1).flatMap(failures)).toEqual([]);
    const ajv = new Ajv2020({ strict: false, validateFormats: false }).addSchema(schemaOf('report'));
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

describe('--events', () => {
  const valid = new Ajv2020({ strict: false, validateFormats: false }).compile(schemaOf('events'));
  const kinds = (lines: readonly Line[]) => lines.map(({ event }) => event).filter((event, index, all) => event !== all[index - 1]);

  it('should tell what happens as it happens, and the exit code last', async () => {
    const { cwd } = await shop();
    const { code, text } = await retryproof(['check', 'broken', 'right.charge', '--events', 'e.jsonl'], { cwd });
    const lines = linesOf(readFileSync(join(cwd, 'e.jsonl'), 'utf8'));
    expect(lines.filter((line) => !valid(line)), JSON.stringify(valid.errors)).toEqual([]);
    expect(lines[0]).toMatchObject({ event: 'start', format: 'retryproof-events', version: 1, targets: ['broken', 'right.charge'] });
    expect(lines.at(-1), text).toMatchObject({ event: 'end', exitCode: 1 });
    expect(code).toBe(1);
    expect(lines.map(({ atMs }) => atMs)).toEqual(lines.map(({ atMs }) => atMs).toSorted((a, b) => a - b));
    const broken = lines.filter(({ target }) => target === 'broken');
    const [seen] = broken.filter(({ event }) => event === 'violation');
    const [found] = broken.filter(({ event }) => event === 'finding');
    expect([seen?.['property'], found?.['property']]).toEqual(['single-effect', 'single-effect']);
    expect(seen?.atMs).toBeLessThan(found?.atMs ?? 0);
    expect(found).toMatchObject({ command: expect.stringContaining('npx retryproof replay .retryproof/broken/'), file: expect.stringContaining('.retryproof/broken/') });
    const right = kinds(lines.filter(({ target }) => target === 'right.charge'));
    expect([right[0], right[1], right.at(-1), right.includes('violation')]).toEqual(['progress', 'note', 'result', false]);
  });

  it('should tell of progress a few times a second', async () => {
    const url = await serve(correct());
    const { out, err } = await retryproof(['check', `${url}/charges`, '-d', BODY, '--effects', EFFECTS, '--time', '3s', '--events', '-']);
    const lines = linesOf(out);
    expect(lines.filter((line) => !valid(line))).toEqual([]);
    expect(lines.every(({ target }) => target === undefined)).toBe(true);
    const campaign = lines.filter(({ event, phase }) => event === 'progress' && phase === 'campaign');
    expect(campaign.length).toBeGreaterThan(0);
    const at = campaign.map(({ elapsedMs }) => Number(elapsedMs));
    expect(at.filter((ms, index) => index > 0 && ms - (at[index - 1] ?? 0) < 250)).toEqual([]);
    expect(err).toContain('Held');
  });

  it.each([
    [['--events', '-', '--json', '-'], '--json - and --events - both want stdout', '--events FILE'],
    [['--junit', '-', '--json', '-'], '--json - and --junit - both want stdout', '--junit FILE'],
    [['--events', 'no/e.jsonl'], 'no/e.jsonl cannot be written'],
  ])('should be refused as %j', async (flags, ...says) => {
    const { code, err, out } = await retryproof(['check', 'http://127.0.0.1:1/charges', ...flags]);
    for (const part of says) expect(err).toContain(part);
    expect([code, out]).toEqual([2, '']);
  });

  it.each([
    ['before anything is sent', ['--effects', 'GTE /charges?reference={{nonce}}'], []],
    ['on the way', ['--principal', 'exec:false'], ['start', 'end']],
  ] as const)('should, of options that turn out wrong %s, tell no more than there is', async (_, flags, expected) => {
    const { code, out } = await retryproof(['check', `${await serve(correct())}/charges`, '-d', BODY, '--events', '-', ...flags]);
    expect(code).toBe(2);
    expect(out.split('\n').filter((line) => line !== '').map((line) => (JSON.parse(line) as Line).event)).toEqual(expected);
  });

  it('should show no secret', async () => {
    const SECRET = 'hunter2-hunter2';
    const url = await serve(around(async (call, inner) => {
      const answer = await inner();
      return call.method === 'POST' ? { ...answer, body: answer.body.replace(/\}$/, `,"client_secret":"${SECRET}${Math.random()}"}`) } : answer;
    }));
    const { out } = await retryproof(['check', `${url}/charges?api_key=${SECRET}-query`, '-d', BODY, '--effects', EFFECTS, '--time', '3s', '--fail-fast', '--events', '-']);
    expect(linesOf(out).some(({ event }) => event === 'violation')).toBe(true);
    expect(out).not.toContain(SECRET);
  });
});

describe('in a job of GitHub Actions', () => {
  const env = { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: 'summary.md' };

  it('should annotate findings and add to the summary of the job', async () => {
    const { cwd } = await shop();
    writeFileSync(join(cwd, 'summary.md'), '# Before\n');
    const { code, out } = await retryproof(['check', 'broken', 'right.charge'], { cwd, env });
    expect(code).toBe(1);
    expect(out).toMatch(/^::error title=retryproof%3A broken%3A single-effect \([\w-]+\)::.*%0ARun again: npx retryproof replay \S+$/m);
    const summary = readFileSync(join(cwd, 'summary.md'), 'utf8');
    expect(summary).toMatch(/^# Before\n## retryproof: FAILED \(exit 1\): violations: broken \(1 of 2 targets\)\n/);
    expect(summary).toMatch(/### `broken`: FAILED.*#### ✗ single-effect.*```sh\nnpx retryproof replay \.retryproof\/broken\/.*### `right\.charge`: /s);
    expect(summary).toMatch(/\| ✗ \| `single-effect` \| violated: /);
  });

  it.each([
    ['elsewhere', [], { GITHUB_STEP_SUMMARY: 'summary.md' }],
    ['where it is to be quiet', ['--quiet'], env],
  ] as const)('should do neither %s', async (_, flags, given) => {
    const { cwd } = await shop();
    const { out, err } = await retryproof(['check', 'broken', ...flags], { cwd, env: given });
    expect(`${out}${err}`).not.toContain('::error');
    expect(existsSync(join(cwd, 'summary.md'))).toBe(false);
  });

  it('should leave stdout to a document, and go on without a summary that cannot be written', async () => {
    const { cwd } = await shop();
    const { code, out, err } = await retryproof(['check', 'broken', '--json', '-'], { cwd, env: { ...env, GITHUB_STEP_SUMMARY: 'no/summary.md' } });
    expect(JSON.parse(out)).toMatchObject({ name: 'broken', exitCode: 1 });
    expect(err).toMatch(/^::error title=/m);
    expect(err).toContain('the job summary could not be written: there is no such file or directory');
    expect(code).toBe(1);
  });
});
