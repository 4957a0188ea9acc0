/**
 * What both servers of this example share: HTTP, the tables, and the checks that come before a key is looked at. How a payment and
 * the record of its key are written is the servers' own.
 *
 * Usage: PORT=3000 DATABASE_URL=postgres://… node server.mjs
 */
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import { Pool } from 'pg';

const { PORT = '3000', DATABASE_URL = 'postgres://postgres@127.0.0.1:5432/postgres' } = process.env;
const LARGEST_BODY = 100_000;
/** Postgres gives up a wait for a lock so: the other payment with this key is taking its time. */
const LOCK_NOT_AVAILABLE = '55P03';

const TABLES = `
  CREATE TABLE IF NOT EXISTS payments (
    id text PRIMARY KEY, reference text NOT NULL, amount integer NOT NULL, currency text NOT NULL, made_at timestamptz NOT NULL DEFAULT now()
  );
  CREATE INDEX IF NOT EXISTS payments_reference ON payments (reference);
  CREATE TABLE IF NOT EXISTS idempotency_keys (
    key text PRIMARY KEY, fingerprint text NOT NULL, status integer, body text, made_at timestamptz NOT NULL DEFAULT now()
  );`;

/** An answer of this service, thrown where that is shorter. */
export class Answer extends Error {
  constructor(status, body, headers = {}) {
    super(`${status}`);
    this.status = status;
    this.body = typeof body === 'string' ? body : JSON.stringify(body);
    this.headers = headers;
  }
}

/** What a finished key gets: what was stored, or a refusal where the payload is another. */
export function replay(record, fingerprint) {
  if (record.fingerprint !== fingerprint) return new Answer(422, { error: 'this key belongs to another payload' });
  return new Answer(record.status, record.body, { location: locationOf(record.body) });
}

/** @param pay - from the pool, the key, the payload's fingerprint and the payment to an Answer */
export async function serve(pay) {
  const pool = new Pool({ connectionString: DATABASE_URL, max: 20 });
  // A connection that breaks while it is idle is replaced by the next query.
  pool.on('error', () => {});
  await createTables(pool);
  const server = createServer((request, response) => {
    answerTo(request, pool, pay)
      .catch(refusal)
      .then(({ status, body, headers }) => response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body));
  });
  server.listen(Number(PORT), '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}`));
  // Asked to stop, it takes no new payments and finishes those that it has begun.
  process.once('SIGTERM', () => server.close(() => pool.end()));
}

export const locationOf = (body) => `/payments/${JSON.parse(body).id}`;

/** Instances that start at the same time must not both create them. */
async function createTables(pool) {
  const client = await pool.connect();
  await client.query('SELECT pg_advisory_lock(1)');
  await client.query(TABLES);
  await client.query('SELECT pg_advisory_unlock(1)');
  client.release();
}

async function answerTo(request, pool, pay) {
  const { method, url, headers } = request;
  const { pathname } = new URL(url, 'http://localhost');
  if (pathname !== '/payments') throw new Answer(404, { error: 'there is nothing here' });
  if (method !== 'POST') throw new Answer(405, { error: 'payments are POSTed' }, { allow: 'POST' });
  const key = headers['idempotency-key'] ?? '';
  if (key === '' || key.length > 255) throw new Answer(400, { error: 'an Idempotency-Key of 1 to 255 characters is required' });
  const payment = parse(await textOf(request));
  return pay(pool, key, fingerprintOf(payment), payment);
}

async function textOf(request) {
  let text = '';
  request.setEncoding('utf8');
  for await (const part of request) {
    text += part;
    if (text.length > LARGEST_BODY) throw new Answer(413, { error: 'a payment is smaller than that' });
  }
  return text;
}

/** Refused before the key is claimed, so that it stays free for the corrected payment. */
function parse(text) {
  let payment;
  try {
    payment = JSON.parse(text);
  } catch {
    throw new Answer(400, { error: 'the body is no JSON' });
  }
  const { amount, currency, reference } = payment ?? {};
  if (Number.isInteger(amount) && amount > 0 && amount < 2 ** 31 && isText(currency) && isText(reference)) return payment;
  throw new Answer(400, { error: 'amount, currency and reference are required' });
}

/** Postgres keeps no NUL in a text. */
const isText = (value) => typeof value === 'string' && value !== '' && !value.includes('\0');

/** Equal for equal payloads, in whatever order their members stand. */
function fingerprintOf(payment) {
  return createHash('sha256').update(JSON.stringify(Object.entries(payment).toSorted())).digest('hex');
}

function refusal(error) {
  if (error instanceof Answer) return error;
  if (error.code === LOCK_NOT_AVAILABLE) return new Answer(409, { error: 'a payment with this key is being made' }, { 'retry-after': '1' });
  console.error(error.message);
  return new Answer(503, { error: 'try again' }, { 'retry-after': '1' });
}
