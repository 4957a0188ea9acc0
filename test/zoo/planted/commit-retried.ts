import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { inTransaction, onPostgres, type Book } from '../base/on-postgres.js';
import { created, defineStored, reused, type Order } from '../base/stored.js';
import { POSTGRES } from '../base/stores.js';

const TRIES = 3;

/** A claim has a key and no reference, a charge the other way round. */
async function charge(book: Book, owner: string, order: Order) {
  return inTransaction(book, async (client) => {
    await client.query(`INSERT INTO ${book.table} VALUES ($1, $2, $3, '') ON CONFLICT DO NOTHING`, [order.key, owner, order.fingerprint]);
    const { rows } = await client.query<{ owner: string; fingerprint: string }>(`SELECT owner, fingerprint FROM ${book.table} WHERE key = $1`, [order.key]);
    if (rows[0]?.fingerprint !== order.fingerprint) return reused();
    if (rows[0].owner === owner) {
      await delay(4); // The bank.
      await client.query(`INSERT INTO ${book.table} VALUES (NULL, $1, NULL, $2)`, [owner, order.charge.reference]);
    }
    return created(order.charge);
  });
}

/** "The connection broke, so nothing was committed": but the answer to the COMMIT may be all that was lost. */
export default defineStored({
  name: 'commit-retried',
  about: 'Runs its transaction again where the connection broke, and goes on from the claim that it finds there, its own, whose charge was committed with it.',
  bugClass: 46,
  intended: 'single-effect',
  store: POSTGRES,
  open: onPostgres('key text UNIQUE, owner text NOT NULL, fingerprint text', async (book, order) => {
    const owner = randomUUID();
    for (let left = TRIES; ; left -= 1) {
      try {
        return await charge(book, owner, order);
      } catch (error) {
        if (left === 1) throw error;
      }
    }
  }),
});
