import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { serveCharges } from '../../databases/charges.js';
import { cuttable } from '../../databases/cuttable.js';
import { postgres, sqlite } from '../../databases/store.js';
import { BODY, check, failures, fresh, reportIn, retryproof } from '../targets/cli.js';

const LONG = { timeout: 90_000 };
const PASSWORD = 'hunter2-hunter2';

/** Every byte that was written below a directory. */
function written(dir: string): string {
  return readdirSync(dir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8')).join('\n');
}

describe(`a run that counts in ${postgres.title}`, LONG, () => {
  it.skipIf(postgres.missing).for([['is cut', 'cut'], ['falls silent', 'silence']] as const)('should end in a verdict where the database %s in mid-run', async ([, how]) => {
    const { url, effects, store, table } = await serveCharges(postgres, false);
    const way = await cuttable(Number(new URL(store.url).port));
    const through = effects.replace(/:\d+\//, `:${way.port}/`);
    const underWay = vi.waitUntil(async () => Number((await store.run(`SELECT count(*) AS n FROM ${table}`)).rows[0]?.['n']) > 60, { timeout: 20_000 }).then(way[how]);
    const { code, cwd, tookMs } = await retryproof(check(url, '--effects', through, '--time', '14s', '--json', 'r.json'), { withinMs: 40_000 });
    await underWay;
    const report = reportIn(cwd);
    expect(failures(report)).toEqual([]);
    expect([code, report.notes.filter(({ text }) => /could not be read/.test(text)).length]).toEqual([4, 1]);
    expect(tookMs).toBeLessThan(24_000);
  });

  it.skipIf(postgres.missing)('should keep the password of its URL to itself, and find it again for a replay', async () => {
    const { url, effects } = await serveCharges(postgres, true);
    const [where = '', query = ''] = effects.split(/ (.*)/s);
    const secret = where.replace(/\/\/(?:([^@:/]*)[^@/]*@)?/, (_, user: string | undefined) => `//${user ?? 'postgres'}:${PASSWORD}@`);
    const cwd = fresh();
    writeFileSync(join(cwd, 'retryproof.config.json'), JSON.stringify({ url: `${url}/charges`, body: BODY, effects: `\${DATABASE_URL} ${query}`, time: '8s', failFast: true, seed: 7 }));
    const env = { DATABASE_URL: secret };
    const { code, text, out, err } = await retryproof(['check', '--json', 'r.json', '--junit', 'j.xml', '--events', 'e.jsonl', '--history', 'h'], { cwd, env });
    expect(code, text).toBe(1);
    expect(out + err + written(cwd)).not.toContain(PASSWORD);
    const file = reportIn(cwd).verdicts.flatMap(({ findings }) => findings.map(({ counterexample }) => counterexample.file ?? '')).find((name) => name.includes('single-effect')) ?? '';
    expect(readFileSync(join(cwd, file), 'utf8')).toContain(`"effects":["\${DATABASE_URL} ${query}"]`);
    const without = await retryproof(['replay', file], { cwd });
    expect([without.code, without.text]).toEqual([2, expect.stringContaining(`these are missing: DATABASE_URL`)]);
    const again = await retryproof(['replay', file], { cwd, env, withinMs: 40_000 });
    expect([again.code, again.out + again.err], again.text).toEqual([1, expect.not.stringContaining(PASSWORD)]);
    // Where the environment does not hold it, the flag is given again.
    const given = await retryproof(['replay', file, '--effects', effects], { cwd, withinMs: 40_000 });
    expect(given.code, given.text).toBe(1);
  });
});

describe('a run that counts by a command', LONG, () => {
  it('should find what it counts, and have the command given again for a replay', async () => {
    const { url, store, table } = await serveCharges(sqlite, true);
    const script = `const { DatabaseSync } = require('@photostructure/sqlite'); console.log(new DatabaseSync('${store.url.slice('sqlite:'.length)}').prepare('SELECT count(*) AS n FROM ${table} WHERE reference = ?').get(process.env.NONCE).n)`;
    const effects = `exec:SECRET_TOKEN=${PASSWORD} "${process.execPath}" -e "${script}"`;
    const { code, cwd, text, out, err } = await retryproof(check(url, '--effects', effects, '--time', '30s', '--json', 'r.json', '--history', 'h', '--fail-fast'), { withinMs: 60_000 });
    expect(code, text).toBe(1);
    expect(failures(reportIn(cwd)).join('\n')).toMatch(/^single-effect\/second-effect/m);
    expect(out + err + written(cwd)).not.toContain(PASSWORD);
    const file = readdirSync(join(cwd, 'h')).find((name) => name.startsWith('single-effect')) ?? '';
    const without = await retryproof(['replay', join('h', file)], { cwd });
    expect([without.code, without.text]).toEqual([2, expect.stringContaining('these are missing: --effects')]);
    const again = await retryproof(['replay', join('h', file), '--effects', effects], { cwd, withinMs: 60_000 });
    expect(again.code, again.text).toBe(1);
  });
});

describe('a run that counts in SQLite', () => {
  it('should look for the file beside the configuration', async () => {
    const { url, effects, store } = await serveCharges(sqlite, false);
    const cwd = fresh();
    const file = store.url.slice('sqlite:'.length);
    const [, dir = '', name = ''] = /^(.*)\/([^/]+)$/.exec(file) ?? [];
    writeFileSync(join(dir, 'retryproof.config.json'), JSON.stringify({ url: `${url}/charges`, body: BODY, effects: effects.replace(file, name), time: '15s', runs: 60 }));
    const { code, text } = await retryproof(['check', '--config', join(dir, 'retryproof.config.json')], { cwd });
    expect([0, 4], text).toContain(code);
    expect(text).toContain(`${name} SELECT count(*)`);
    expect(text).toContain('✓ single-effect');
  });

  it('should be told that the file is not there, before anything else is concluded', async () => {
    const { url } = await serveCharges(sqlite, false);
    const { code, text } = await retryproof(check(url, '--effects', 'sqlite:nowhere.db SELECT count(*) FROM charges WHERE reference = {{nonce}}'));
    expect(code).toBe(4);
    expect(text).toContain('sqlite:nowhere.db SELECT count(*) FROM charges WHERE reference = {{nonce}} could not be counted: the database could not count: ');
    expect(text).toMatch(/unable to open database file/);
    expect(text).toContain('the file that the service writes to');
  });
});
