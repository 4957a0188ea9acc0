import { describe, expect, it, onTestFinished } from 'vitest';
import { cuttable } from '../databases/cuttable.js';
import { asking, closing } from '../databases/probe.js';
import type { Kind, Store } from '../databases/store.js';
import { kinds, mariadb, postgres, sqlite, unique } from '../databases/store.js';

/** A table of charges, of which the nonce `n1` has two. */
async function charged(kind: Kind): Promise<{ readonly store: Store; readonly table: string }> {
  const store = await kind.open();
  const table = `${unique()}_charges`;
  await store.run(`CREATE TABLE ${table} (reference VARCHAR(64), amount INT, units DECIMAL(20, 0))`);
  for (const reference of ['n1', 'n1', 'n2']) await store.run(`INSERT INTO ${table} VALUES (?, 5, 1)`, reference);
  onTestFinished(async () => {
    await store.run(`DROP TABLE ${table}`);
    await store.close();
  });
  return { store, table };
}

describe.for(kinds.map((kind) => [kind.title, kind] as const))('query probe: %s', ([, kind]) => {
  it.skipIf(kind.missing)('should count what belongs to the nonce', async () => {
    const { store, table } = await charged(kind);
    const ask = asking(store.url);
    expect(await ask(`SELECT count(*) FROM ${table} WHERE reference = {{nonce}}`)).toEqual({ count: 2 });
    expect(await ask(`SELECT count(*) FROM ${table} WHERE reference = {{nonce}}`, ['never'])).toEqual({ count: 0 });
    expect(await ask(`SELECT sum(units), 7 FROM ${table} WHERE reference = {{nonce}} AND amount = {{answer /amount}};`, ['n1', 5])).toEqual({ count: 2 });
  });

  it.skipIf(kind.missing)('should bind values, whatever is in them', async () => {
    const { store, table } = await charged(kind);
    const ask = asking(store.url);
    for (const hostile of ["n1' OR '1'='1", `n1'; DROP TABLE ${table}; --`, String.raw`\' OR 1=1 -- `, '$1', '?']) {
      expect(await ask(`SELECT count(*) FROM ${table} WHERE reference = {{nonce}}`, [hostile])).toEqual({ count: 0 });
    }
    expect((await store.run(`SELECT * FROM ${table}`)).rows).toHaveLength(3);
  });

  it.skipIf(kind.missing).for([
    ['no row', 'SELECT amount FROM TABLE WHERE reference = {{nonce}}', ['never'], 'it returned no row', 'leave GROUP BY away'],
    ['many rows', 'SELECT amount FROM TABLE WHERE reference = {{nonce}}', ['n1'], 'it returned 2 rows', 'SELECT count(*) FROM'],
    ['NULL', 'SELECT sum(amount) FROM TABLE WHERE reference = {{nonce}}', ['never'], 'its first column is NULL', 'coalesce(sum(…), 0)'],
    ['words', 'SELECT max(reference) FROM TABLE WHERE reference = {{nonce}}', ['n1'], 'its first column is "n1", which is no count', 'whole number'],
    ['less than nothing', 'SELECT -count(*) FROM TABLE WHERE reference = {{nonce}}', ['n1'], 'its first column is', 'whole number'],
    ['no such table', 'SELECT count(*) FROM nowhere WHERE reference = {{nonce}}', ['n1'], 'nowhere', 'correct the name'],
    ['no such column', 'SELECT count(*) FROM TABLE WHERE referenze = {{nonce}}', ['n1'], 'referenze', 'correct the name'],
    ['no SQL', 'SELECT count(* FROM TABLE WHERE reference = {{nonce}}', ['n1'], 'syntax', 'make the query work'],
  ] as const)('should conclude nothing from %s', async ([, query, values, wrong, hint]) => {
    const { store, table } = await charged(kind);
    const ask = asking(store.url);
    expect(await ask(query.replace('TABLE', table), values)).toEqual({ wrong: expect.stringContaining(wrong), hint: expect.stringContaining(hint) });
    expect(await ask(`SELECT count(*) FROM ${table} WHERE reference = {{nonce}}`)).toEqual({ count: 2 });
  });

  it.skipIf(kind.missing)('should give up what takes too long, and be able to count afterwards', async () => {
    const { store, table } = await charged(kind);
    const ask = asking(store.url);
    const forever = {
      'postgres:': 'SELECT count(pg_sleep(20)) FROM (SELECT {{nonce}}::text) AS one',
      'mysql:': 'SELECT sleep(20) FROM (SELECT {{nonce}}) AS one',
      'sqlite:': 'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n WHERE i <> {{nonce}}',
    }[/^\w+:/.exec(store.url)?.[0] ?? ''];
    const beganMs = performance.now();
    const readings = await Promise.all(Array.from({ length: 6 }, () => ask(forever ?? '', ['n1'], 500)));
    expect(performance.now() - beganMs).toBeLessThan(3_000);
    expect(readings).toEqual(readings.map(() => ({ wrong: 'it came to no count within 500 ms', hint: expect.stringContaining('index') })));
    expect(await ask(`SELECT count(*) FROM ${table} WHERE reference = {{nonce}}`)).toEqual({ count: 2 });
  });
});

describe(`query probe: connections to ${postgres.title}`, () => {
  const open = async (store: Store): Promise<number> => Number((await store.run("SELECT count(*) AS n FROM pg_stat_activity WHERE application_name = 'retryproof'")).rows[0]?.['n']);

  it.skipIf(postgres.missing)('should be few, and gone once they are closed', async () => {
    const { store, table } = await charged(postgres);
    const resources = closing();
    const ask = asking(store.url, resources);
    const before = await open(store);
    await Promise.all(Array.from({ length: 20 }, () => ask(`SELECT count(*) FROM ${table} WHERE reference = {{nonce}}`)));
    expect(await open(store)).toBeLessThanOrEqual(before + 4);
    expect(await open(store)).toBeGreaterThan(before);
    await resources.close();
    await expect.poll(() => open(store)).toBeLessThanOrEqual(before);
    expect(await ask(`SELECT count(*) FROM ${table} WHERE reference = {{nonce}}`)).toEqual({ count: 2 });
  });

  it.skipIf(postgres.missing)('should change nothing, even where a query would', async () => {
    const { store, table } = await charged(postgres);
    const reading = await asking(store.url)(`WITH gone AS (DELETE FROM ${table} WHERE reference = {{nonce}} RETURNING 1) SELECT count(*) FROM gone`);
    expect(reading).toEqual({ wrong: expect.stringContaining('read-only transaction'), hint: 'a probe only reads: write a SELECT that counts' });
    expect((await store.run(`SELECT * FROM ${table}`)).rows).toHaveLength(3);
  });

  it.skipIf(postgres.missing)('should say what type it lacks', async () => {
    const { store } = await charged(postgres);
    expect(await asking(store.url)("SELECT count(*) FROM jsonb_build_object('reference', {{nonce}})")).toMatchObject({ hint: 'say what type the parameter has: {{nonce}}::text' });
  });
});

describe.for([[postgres.title, postgres] as const, [mariadb.title, mariadb] as const])('query probe: a server that goes away: %s', ([, kind]) => {
  it.skipIf(kind.missing)('should be told, at once where it was cut and in time where it is silent, and be asked again', async () => {
    const { store, table } = await charged(kind);
    const url = new URL(store.url);
    const way = await cuttable(Number(url.port));
    url.port = String(way.port);
    const resources = closing();
    const ask = asking(url.href, resources);
    const query = `SELECT count(*) FROM ${table} WHERE reference = {{nonce}}`;
    expect(await ask(query)).toEqual({ count: 2 });
    way.cut();
    expect(await ask(query)).toEqual({ wrong: expect.stringContaining('the database could not count: '), hint: expect.any(String) });
    way.join();
    expect(await ask(query)).toEqual({ count: 2 });
    way.silence();
    expect(await ask(query, ['n1'], 300)).toMatchObject({ wrong: 'it came to no count within 300 ms' });
    const beganMs = performance.now();
    await resources.close();
    expect(performance.now() - beganMs).toBeLessThan(2_000);
  });
});

describe('query probe: what is not there', () => {
  it.each([
    ['postgres://127.0.0.1:1/shop', 'ECONNREFUSED 127.0.0.1:1', 'start the database'],
    ['postgres://localhost:1/shop', 'ECONNREFUSED', 'start the database'],
    ['mysql://127.0.0.1:1/shop', 'ECONNREFUSED 127.0.0.1:1', 'start the database'],
    ['sqlite:/nowhere/shop.db', 'unable to open database file', 'the file that the service writes to'],
  ])('should be told of %s', async (url, wrong, hint) => {
    expect(await asking(url)('SELECT count(*) FROM charges WHERE reference = {{nonce}}')).toEqual({ wrong: expect.stringContaining(wrong), hint: expect.stringContaining(hint) });
  });

  it.skipIf(postgres.missing)('should be told of a database that a server does not have', async () => {
    const url = new URL((await charged(postgres)).store.url);
    url.pathname = '/nowhere';
    expect(await asking(url.href)('SELECT count(*) FROM charges WHERE reference = {{nonce}}')).toMatchObject({ wrong: expect.stringContaining('nowhere'), hint: expect.stringContaining('name the database') });
  });

  it('should wait for a writer of SQLite no longer than it may', async () => {
    const { store, table } = await charged(sqlite);
    await store.run('PRAGMA journal_mode = DELETE');
    await store.run('BEGIN EXCLUSIVE');
    const ask = asking(store.url);
    const query = `SELECT count(*) FROM ${table} WHERE reference = {{nonce}}`;
    expect(await ask(query, ['n1'], 400)).toMatchObject({ wrong: 'it came to no count within 400 ms' });
    const waiting = ask(query);
    await store.run('COMMIT');
    expect(await waiting).toEqual({ count: 2 });
  });
});
