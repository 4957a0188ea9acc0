/**
 * The same service with one mistake: the payment is committed first, and the record of its key is written after it. Duplicates
 * cannot race (a lock keeps them apart), and every test without a crash passes.
 */
import { randomUUID } from 'node:crypto';
import { Answer, locationOf, replay, serve } from './service.mjs';

await serve(async (pool, key, fingerprint, { amount, currency, reference }) => {
  const client = await pool.connect();
  try {
    await client.query(`SET lock_timeout = '1s'`);
    // The database's, so that all instances see it, and it ends with this process's connection.
    await client.query('SELECT pg_advisory_lock(hashtextextended($1, 0))', [key]);
    const answer = await once(client, key, fingerprint, { amount, currency, reference });
    await client.query('SELECT pg_advisory_unlock(hashtextextended($1, 0))', [key]);
    client.release();
    return answer;
  } catch (error) {
    client.release(error);
    throw error;
  }
});

async function once(client, key, fingerprint, { amount, currency, reference }) {
  const { rows } = await client.query('SELECT fingerprint, status, body FROM idempotency_keys WHERE key = $1', [key]);
  if (rows.length > 0) return replay(rows[0], fingerprint);
  const body = JSON.stringify({ id: randomUUID(), amount, currency, reference });
  await client.query('INSERT INTO payments (id, reference, amount, currency) VALUES ($1, $2, $3, $4)', [JSON.parse(body).id, reference, amount, currency]);
  await client.query('INSERT INTO idempotency_keys (key, fingerprint, status, body) VALUES ($1, $2, 201, $3)', [key, fingerprint, body]);
  return new Answer(201, body, { location: locationOf(body) });
}
