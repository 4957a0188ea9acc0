/** A payment and the record of its key are one transaction: whenever this process dies, both are there, or neither is. */
import { randomUUID } from 'node:crypto';
import { Answer, locationOf, replay, serve } from './service.mjs';

await serve(async (pool, key, fingerprint, { amount, currency, reference }) => {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    // A duplicate waits at the unique key until the first has committed, or until it has lasted too long: then it is told 409.
    await client.query(`SET LOCAL lock_timeout = '1s'`);
    const claim = await client.query('INSERT INTO idempotency_keys (key, fingerprint) VALUES ($1, $2) ON CONFLICT DO NOTHING', [key, fingerprint]);
    if (claim.rowCount === 0) {
      const { rows } = await client.query('SELECT fingerprint, status, body FROM idempotency_keys WHERE key = $1', [key]);
      await client.query('COMMIT');
      client.release();
      return replay(rows[0], fingerprint);
    }
    const body = JSON.stringify({ id: randomUUID(), amount, currency, reference });
    await client.query('INSERT INTO payments (id, reference, amount, currency) VALUES ($1, $2, $3, $4)', [JSON.parse(body).id, reference, amount, currency]);
    await client.query('UPDATE idempotency_keys SET status = 201, body = $2 WHERE key = $1', [key, body]);
    await client.query('COMMIT');
    client.release();
    return new Answer(201, body, { location: locationOf(body) });
  } catch (error) {
    // Whatever state it is in, Postgres rolls back when it ends.
    client.release(error);
    throw error;
  }
});
