import { Pool, type PoolClient } from 'pg';
import type { Answer } from './http.js';
import { unique, type Order, type Stored } from './stored.js';
import { postgresUrl } from './stores.js';

/** What a service stores in: a table with a row for each charge. */
export interface Book {
  readonly pool: Pool;
  readonly table: string;
}

/**
 * A service over a PostgreSQL at a port of this machine.
 *
 * @param columns - of its table, besides `reference`
 */
export function onPostgres(columns: string, post: (book: Book, order: Order) => Promise<Answer>): (port: number) => Stored {
  return (port) => {
    const url = new URL(postgresUrl());
    url.port = String(port);
    const pool = new Pool({ connectionString: url.href, max: 10, connectionTimeoutMillis: 5_000 });
    pool.on('error', () => {}); // An idle connection was cut: the pool makes another.
    pool.on('connect', (client) => client.on('error', () => {})); // What breaks between two statements must not end the process.
    const table = unique();
    let ready: Promise<unknown> | undefined;
    const tables = () => (ready ??= pool.query(`CREATE TABLE ${table} (${columns}, reference text NOT NULL)`));
    return {
      async post(order) {
        await tables();
        return post({ pool, table }, order);
      },
      async count(reference) {
        await tables();
        const { rows } = await pool.query<{ n: string }>(`SELECT count(*) AS n FROM ${table} WHERE reference = $1`, [reference]);
        return Number(rows[0]?.n);
      },
      async close() {
        await pool.end();
        const direct = new Pool({ connectionString: postgresUrl(), max: 1 });
        await direct.query(`DROP TABLE IF EXISTS ${table}`);
        await direct.end();
      },
    };
  };
}

export async function inTransaction<T>({ pool }: Book, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query('BEGIN');
    const result = await work(client);
    await client.query('COMMIT');
    return result;
  } catch (error) {
    broken = error as Error;
    throw error;
  } finally {
    // It may be in the midst of a transaction: the server rolls that back when it goes.
    client.release(broken ?? false);
  }
}
