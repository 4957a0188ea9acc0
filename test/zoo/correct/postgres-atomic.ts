import { setTimeout as delay } from 'node:timers/promises';
import { inTransaction, onPostgres } from '../base/on-postgres.js';
import { created, defineStored, reused } from '../base/stored.js';
import { POSTGRES } from '../base/stores.js';

/** Claim, charge and record are one transaction: where the answer to its COMMIT is lost, all of it is there, or nothing. */
export default defineStored({
  name: 'postgres-atomic',
  about: 'Claims, charges and records in one transaction; a COMMIT whose answer was lost is a 503, and the retry finds out.',
  store: POSTGRES,
  open: onPostgres('key text PRIMARY KEY, fingerprint text NOT NULL', (book, { key, fingerprint, charge }) =>
    inTransaction(book, async (client) => {
      const { rowCount } = await client.query(`INSERT INTO ${book.table} VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`, [key, fingerprint, charge.reference]);
      if (rowCount === 1) await delay(4); // The bank.
      const { rows } = await client.query<{ fingerprint: string }>(`SELECT fingerprint FROM ${book.table} WHERE key = $1`, [key]);
      return rows[0]?.fingerprint === fingerprint ? created(charge) : reused();
    }),
  ),
});
