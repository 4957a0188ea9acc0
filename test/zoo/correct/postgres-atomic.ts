import { setTimeout as delay } from 'node:timers/promises';
import { Pool } from 'pg';
import { created, defineStored, reused, unique } from '../base/stored.js';
import { POSTGRES, postgresUrl } from '../base/stores.js';

/** Claim, charge and record are one transaction: where the answer to its COMMIT is lost, all of it is there, or nothing. */
export default defineStored({
  name: 'postgres-atomic',
  about: 'Claims, charges and records in one transaction; a COMMIT whose answer was lost is a 503, and the retry finds out.',
  store: POSTGRES,
  open(port) {
    const url = new URL(postgresUrl());
    url.port = String(port);
    const pool = new Pool({ connectionString: url.href, max: 10, connectionTimeoutMillis: 5_000 });
    pool.on('error', () => {}); // An idle connection was cut: the pool makes another.
    pool.on('connect', (client) => client.on('error', () => {})); // What breaks between two statements must not end the process.
    const table = unique();
    let ready: Promise<unknown> | undefined;
    const tables = () => (ready ??= pool.query(`CREATE TABLE ${table} (key text PRIMARY KEY, fingerprint text NOT NULL, reference text NOT NULL)`));
    return {
      async post({ key, fingerprint, charge }) {
        await tables();
        const client = await pool.connect();
        let broken: Error | undefined;
        try {
          await client.query('BEGIN');
          const { rowCount } = await client.query(`INSERT INTO ${table} VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`, [key, fingerprint, charge.reference]);
          if (rowCount === 1) await delay(4); // The bank.
          const { rows } = await client.query<{ fingerprint: string }>(`SELECT fingerprint FROM ${table} WHERE key = $1`, [key]);
          await client.query('COMMIT');
          return rows[0]?.fingerprint === fingerprint ? created(charge) : reused();
        } catch (error) {
          broken = error as Error;
          throw error;
        } finally {
          // It may be in the midst of a transaction: the server rolls that back when it goes.
          client.release(broken ?? false);
        }
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
  },
});
