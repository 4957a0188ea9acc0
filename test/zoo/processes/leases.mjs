// A charge service whose claims and charges are in Redis, so that several instances may share them. A claim has a lease: whoever finds
// it over takes the key. Its MODE says how well it does; it knows nothing of the kit.
//   fenced           a claim has a token that only grows, and only the newest can charge: right
//   unfenced         whoever once had the claim charges, however long ago that was
//   last-word        a key is charged once, but the last to come back writes the answer
//   stepwise         charges, and later writes the answer; each is noted with the claim, and whoever takes over goes on from there: right
//   dropped-at-stop  the same, but asked to stop it deletes the claims of what is under way
//   own-keys         keys are kept in the memory of each instance
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { redis } from './redis.mjs';

const { PORT, REDIS, SPACE, MODE = 'fenced', LEASE_MS = '500' } = process.env;
const WORK_MS = 15;
const KEPT_S = 3600;

/** New, or whose lease is over: the caller's, with the next token. Replies {what, fingerprint, answer or token}. */
const CLAIM = `
  local now = redis.call('TIME'); now = now[1] * 1000 + math.floor(now[2] / 1000)
  local known = redis.call('HMGET', KEYS[1], 'fingerprint', 'answer', 'until')
  if known[2] then return {'done', known[1], known[2]} end
  if known[3] and tonumber(known[3]) > now then return {'busy', known[1], ''} end
  if known[1] and known[1] ~= ARGV[1] then return {'busy', known[1], ''} end
  redis.call('HSET', KEYS[1], 'fingerprint', ARGV[1], 'until', now + tonumber(ARGV[2]))
  redis.call('EXPIRE', KEYS[1], ${KEPT_S})
  return {'mine', ARGV[1], tostring(redis.call('HINCRBY', KEYS[1], 'token', 1))}`;
/** Charge and answer as one, for the owner of the newest token. */
const FINISH = `
  if redis.call('HGET', KEYS[1], 'token') ~= ARGV[1] then return 0 end
  redis.call('HSET', KEYS[1], 'answer', ARGV[2])
  redis.call('RPUSH', KEYS[2], ARGV[2]); redis.call('EXPIRE', KEYS[2], ${KEPT_S})
  return 1`;
/** The same without a look at the token. */
const CHARGE = FINISH.replace(/^.*return 0 end$/m, '');
/** One charge for a key, and the answer of whoever comes last. */
const LAST = `
  redis.call('HSET', KEYS[1], 'answer', ARGV[2])
  if redis.call('HSETNX', KEYS[1], 'charged', 1) == 1 then redis.call('RPUSH', KEYS[2], ARGV[2]) end
  return 1`;
/** The charge alone, noted with the claim; the charge of whoever had the claim before stands. Replies it, or nil where another has the claim. */
const STEP = `
  if redis.call('HGET', KEYS[1], 'token') ~= ARGV[1] then return nil end
  if redis.call('HSETNX', KEYS[1], 'charged', ARGV[2]) == 1 then redis.call('RPUSH', KEYS[2], ARGV[2]); redis.call('EXPIRE', KEYS[2], ${KEPT_S}) end
  return redis.call('HGET', KEYS[1], 'charged')`;
const ANSWER = `if redis.call('HGET', KEYS[1], 'token') == ARGV[1] then return redis.call('HSET', KEYS[1], 'answer', ARGV[2]) end return 0`;
const FINISHES = { unfenced: CHARGE, 'last-word': LAST };

const { command, close } = await redis(REDIS);
const memory = new Map();
const underWay = new Set();
const working = new Set();

const server = createServer((request, response) => {
  serve(request, response).catch((error) => {
    console.error(error.message);
    if (!response.headersSent) send(response, 503, { error: 'try again' });
  });
}).listen(Number(PORT), '127.0.0.1');

process.once('SIGTERM', () => (MODE === 'dropped-at-stop' ? drop() : drain()));

/** Finishes what is under way, and waits for nobody who only holds a connection. */
async function drain() {
  server.close(close);
  while (working.size > 0) await sleep(2);
  server.closeAllConnections();
}

/** "They have not been answered, so they may be tried again." */
async function drop() {
  for (const key of underWay) await command('DEL', claimOf(key));
  process.exit(0);
}

async function serve(request, response) {
  let text = '';
  for await (const part of request) text += part;
  working.add(response);
  response.once('close', () => working.delete(response));
  const url = new URL(request.url, 'http://localhost');
  if (url.pathname !== '/charges') return send(response, 404, { error: 'not here' });
  if (request.method === 'GET') return send(response, 200, (await command('LRANGE', chargesOf(url.searchParams.get('reference')), 0, -1)).map((each) => JSON.parse(each)));
  if (request.method !== 'POST') return send(response, 405, { error: 'POST it' });
  const key = request.headers['idempotency-key'];
  if (key === undefined || key === '') return send(response, 400, { error: 'no key' });
  let body;
  try {
    body = JSON.parse(text);
  } catch {
    return send(response, 400, { error: 'no JSON' });
  }
  if (!Number.isInteger(body?.amount) || typeof body.reference !== 'string') return send(response, 400, { error: 'amount and reference are required' });
  const fingerprint = JSON.stringify(Object.entries(body).toSorted());
  if (MODE === 'stepwise' || MODE === 'dropped-at-stop') return step(response, key, fingerprint, body);
  return MODE === 'own-keys' ? remember(response, key, fingerprint, body) : charge(response, key, fingerprint, body);
}

async function charge(response, key, fingerprint, body) {
  const [what, known, value] = await command('EVAL', CLAIM, 1, claimOf(key), fingerprint, LEASE_MS);
  if (known !== fingerprint) return send(response, 422, { error: 'another payload has this key' });
  if (what === 'done') return send(response, 201, JSON.parse(value));
  if (what === 'busy') return send(response, 409, { error: 'in progress' });
  const made = { id: randomUUID(), ...body };
  await sleep(WORK_MS);
  const isMine = await command('EVAL', FINISHES[MODE] ?? FINISH, 2, claimOf(key), chargesOf(body.reference), value, JSON.stringify(made));
  return isMine === 1 ? send(response, 201, made) : send(response, 409, { error: 'taken over by another' });
}

/** The charge, then what takes time and may be done again (a receipt), then the answer. */
async function step(response, key, fingerprint, body) {
  const [what, known, value] = await command('EVAL', CLAIM, 1, claimOf(key), fingerprint, LEASE_MS);
  if (known !== fingerprint) return send(response, 422, { error: 'another payload has this key' });
  if (what === 'done') return send(response, 201, JSON.parse(value));
  if (what === 'busy') return send(response, 409, { error: 'in progress' });
  underWay.add(key);
  try {
    const made = await command('EVAL', STEP, 2, claimOf(key), chargesOf(body.reference), value, JSON.stringify({ id: randomUUID(), ...body }));
    if (made === null) return send(response, 409, { error: 'taken over by another' });
    await sleep(WORK_MS);
    await command('EVAL', ANSWER, 1, claimOf(key), value, made);
    return send(response, 201, JSON.parse(made));
  } finally {
    underWay.delete(key);
  }
}

/** Each instance has keys of its own. */
async function remember(response, key, fingerprint, body) {
  const known = memory.get(key);
  if (known === undefined) {
    const made = { id: randomUUID(), ...body };
    const charged = sleep(WORK_MS).then(() => command('RPUSH', chargesOf(body.reference), JSON.stringify(made)));
    memory.set(key, { fingerprint, made, charged });
    await charged;
    return send(response, 201, made);
  }
  if (known.fingerprint !== fingerprint) return send(response, 422, { error: 'another payload has this key' });
  await known.charged;
  return send(response, 201, known.made);
}

function claimOf(key) {
  return `${SPACE}:key:${key}`;
}

function chargesOf(reference) {
  return `${SPACE}:charges:${reference}`;
}

function send(response, status, body) {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
