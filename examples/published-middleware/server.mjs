/**
 * A tiny payment service that leaves its idempotency to express-idempotency, mounted as the README of that package says.
 * Everything else in it is right, so that whatever a check finds is the middleware's. Its database is in memory.
 *
 * Usage: node server.mjs [PORT]    3000 where it is left out, any free one for 0; prints where it listens
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import express from 'express';
import middleware from 'express-idempotency';

/** What a write to a database costs. */
const WRITE_MS = 5;

const charges = [];
const refunds = [];

/** The middleware calls the handler for replays too; its README has the handler ask for a hit, and then do nothing. */
const once = [
  middleware.idempotency(),
  (req, _res, next) => {
    if (!middleware.getSharedIdempotencyService().isHit(req)) next();
  },
];

/** Everybody has an account, named in the token, and sees what is in it alone. */
function authenticate(req, res, next) {
  const [, account] = /^Bearer (\w+)$/.exec(req.get('authorization') ?? '') ?? [];
  if (account === undefined) return res.status(401).json({ error: 'Authorization: Bearer ACCOUNT is required' });
  res.locals.account = account;
  return next();
}

/** Before the key is claimed, so that a request that is refused here leaves no trace. */
function validate(req, res, next) {
  const { amount, reference } = req.body ?? {};
  if (Number.isInteger(amount) && amount > 0 && typeof reference === 'string') return next();
  return res.status(400).json({ error: 'amount and reference are required' });
}

async function charge({ body: { amount, reference } }, res) {
  await sleep(WRITE_MS);
  const made = { id: `ch_${randomUUID()}`, account: res.locals.account, amount, reference };
  charges.push(made);
  res.status(201).location(`/charges/${made.id}`).json(made);
}

async function refund({ body: { amount, reference } }, res) {
  await sleep(WRITE_MS);
  refunds.push({ id: `re_${randomUUID()}`, account: res.locals.account, amount, reference });
  res.status(204).end();
}

/** GET: what this account has under `?reference=`. */
const find = (rows) => (req, res) => {
  res.json(rows.filter(({ account, reference }) => account === res.locals.account && reference === req.query.reference));
};

/** The middleware sets the status of what it refuses (409, 417) and passes an error on. */
function explain(error, _req, res, _next) {
  res.status(error.status ?? (res.statusCode < 400 ? 500 : res.statusCode)).json({ error: error.message });
}

const app = express();
app.use(express.json(), authenticate);
app.get('/charges', find(charges));
app.get('/refunds', find(refunds));
app.post('/charges', validate, once, charge);
app.post('/refunds', validate, once, refund);
app.use(explain);

const server = app.listen(Number(process.argv[2] ?? 3000), '127.0.0.1', () => {
  console.log(`http://127.0.0.1:${server.address().port}`);
});
