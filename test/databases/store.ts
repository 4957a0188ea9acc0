import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import mysql from 'mysql2/promise';
import { Pool } from 'pg';
import type { PoolClient } from 'pg';

/** A statement of a service under test, with `?` for its parameters. */
export interface Statements {
  run(sql: string, ...values: unknown[]): Promise<{ readonly rows: readonly { readonly [column: string]: unknown }[]; readonly changed: number }>;
}

/** The database that a service under test writes to. */
export interface Store extends Statements {
  /** For `--effects`. */
  readonly url: string;
  /** What begins an insert that leaves a row alone which is there already. */
  readonly insertNew: { readonly before: string; readonly after: string };
  transaction<Value>(work: (statements: Statements) => Promise<Value>): Promise<Value>;
  close(): Promise<void>;
}

/** A kind of database, and where these tests find one. */
export interface Kind {
  /** With the reason where it cannot be tested here; `scripts/test-results.mjs` reads it, and looks for itself. */
  readonly title: string;
  readonly missing: boolean;
  open(): Promise<Store>;
}

const POSTGRES = process.env['RETRYPROOF_TEST_POSTGRES'] ?? 'postgres://postgres@127.0.0.1:5432/postgres';
const MYSQL = process.env['RETRYPROOF_TEST_MYSQL'] ?? 'mysql://root@127.0.0.1:3306/test';

/** A name that no other test has. */
export const unique = (): string => `rp_${randomBytes(6).toString('hex')}`;

async function kind(name: string, url: string, open: () => Promise<Store>): Promise<Kind> {
  try {
    const store = await open();
    await store.run('SELECT 1').finally(() => store.close());
    return { title: name, missing: false, open };
  } catch {
    return { title: `${name} [skipped: nothing that can be used at ${url.replace(/:[^:@/]*@/, '@')}]`, missing: true, open };
  }
}

async function openPostgres(): Promise<Store> {
  const pool = new Pool({ connectionString: POSTGRES, max: 10, connectionTimeoutMillis: 10_000 });
  pool.on('error', () => {
    // A connection that a test has cut.
  });
  const on = (client: Pool | PoolClient): Statements => ({
    async run(sql, ...values) {
      let index = 0;
      const { rows, rowCount } = await client.query<{ [column: string]: unknown }>(sql.replaceAll('?', () => `$${(index += 1)}`), values);
      return { rows, changed: rowCount ?? 0 };
    },
  });
  return {
    ...on(pool),
    url: POSTGRES,
    insertNew: { before: 'INSERT INTO', after: 'ON CONFLICT DO NOTHING' },
    async transaction(work) {
      const client = await pool.connect();
      try {
        return await inTransaction(on(client), 'BEGIN', work);
      } finally {
        client.release();
      }
    },
    close: () => pool.end(),
  };
}

async function openMysql(): Promise<Store> {
  const pool = mysql.createPool({ uri: MYSQL, connectionLimit: 10 });
  const on = (client: mysql.Pool | mysql.PoolConnection): Statements => ({
    async run(sql, ...values) {
      const [result] = await client.query(sql, values);
      return Array.isArray(result) ? { rows: result as { [column: string]: unknown }[], changed: 0 } : { rows: [], changed: result.affectedRows };
    },
  });
  return {
    ...on(pool),
    url: MYSQL,
    insertNew: { before: 'INSERT IGNORE INTO', after: '' },
    async transaction(work) {
      const client = await pool.getConnection();
      try {
        return await inTransaction(on(client), 'START TRANSACTION', work);
      } finally {
        client.release();
      }
    },
    close: () => pool.end(),
  };
}

async function openSqlite(): Promise<Store> {
  const dir = mkdtempSync(join(tmpdir(), 'retryproof-sqlite-'));
  const file = join(dir, 'shop.db');
  const database = new DatabaseSync(file);
  database.exec('PRAGMA journal_mode = WAL; PRAGMA busy_timeout = 5000');
  const statements: Statements = {
    async run(sql, ...values) {
      const statement = database.prepare(sql);
      if (/^select/i.test(sql)) return { rows: statement.all(...(values as string[])) as { [column: string]: unknown }[], changed: 0 };
      return { rows: [], changed: Number(statement.run(...(values as string[])).changes) };
    },
  };
  // One connection: a transaction must not be joined by another's statements.
  let last: Promise<unknown> = Promise.resolve();
  return {
    ...statements,
    url: `sqlite:${file}`,
    insertNew: { before: 'INSERT OR IGNORE INTO', after: '' },
    transaction(work) {
      const mine = last.then(() => inTransaction(statements, 'BEGIN IMMEDIATE', work));
      last = mine.catch(() => undefined);
      return mine;
    },
    async close() {
      database.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

async function inTransaction<Value>(statements: Statements, begin: string, work: (statements: Statements) => Promise<Value>): Promise<Value> {
  await statements.run(begin);
  try {
    const value = await work(statements);
    await statements.run('COMMIT');
    return value;
  } catch (error) {
    await statements.run('ROLLBACK');
    throw error;
  }
}

export const postgres = await kind('PostgreSQL', POSTGRES, openPostgres);
export const mariadb = await kind('MariaDB', MYSQL, openMysql);
export const sqlite: Kind = { title: 'SQLite', missing: false, open: openSqlite };
export const kinds: readonly Kind[] = [postgres, mariadb, sqlite];
