// A charge service whose book is a file, so that it outlives the process. Its MODE says how it keeps keys; it knows nothing of the kit.
//   atomic        charge and key are one line of the book: right
//   forgetful     keys are kept in memory only
//   two-writes    the key is written some time after the charge
//   stuck-claims  a claim is written before the charge, and nobody ever takes it over
import { randomUUID } from 'node:crypto';
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

const { PORT, BOOK, MODE = 'atomic' } = process.env;
const WORK_MS = Number(process.env.WORK_MS ?? 8);
const charges = [];
const finished = new Map();
const claimed = new Set();
const running = new Map();
for (const line of existsSync(BOOK) ? readFileSync(BOOK, 'utf8').split('\n').filter(Boolean) : []) enter(JSON.parse(line));

createServer((request, response) => {
  // A client that hangs up in mid-body is no reason to die.
  serve(request, response).catch(() => response.destroy());
}).listen(Number(PORT), '127.0.0.1');

async function serve(request, response) {
  let text = '';
  for await (const part of request) text += part;
  const url = new URL(request.url, 'http://localhost');
  if (url.pathname !== '/charges') return send(response, 404, { error: 'not here' });
  if (request.method === 'GET') return send(response, 200, charges.filter(({ reference }) => reference === url.searchParams.get('reference')));
  if (request.method !== 'POST') return send(response, 405, { error: 'POST it' });
  const key = request.headers['idempotency-key'];
  if (key === undefined || key === '') return send(response, 400, { error: 'no key' });
  const before = finished.get(key);
  if (before !== undefined) return before.text === text ? send(response, 201, before.charge) : send(response, 422, { error: 'another payload has this key' });
  if (running.has(key) || claimed.has(key)) return send(response, 409, { error: 'in progress' });
  running.set(key, true);
  if (MODE === 'stuck-claims') write({ claim: key });
  const charge = { id: randomUUID(), ...JSON.parse(text) };
  await sleep(WORK_MS);
  if (MODE === 'atomic' || MODE === 'stuck-claims') write({ charge, key, text });
  else write({ charge });
  if (MODE === 'two-writes') {
    await sleep(WORK_MS);
    write({ key, text, of: charge.id });
  }
  if (MODE === 'forgetful') finished.set(key, { text, charge });
  running.delete(key);
  return send(response, 201, charge);
}

function write(entry) {
  appendFileSync(BOOK, `${JSON.stringify(entry)}\n`);
  enter(entry);
}

function enter({ charge, key, text, of, claim }) {
  if (charge !== undefined) charges.push(charge);
  if (claim !== undefined) claimed.add(claim);
  if (key === undefined) return;
  claimed.delete(key);
  finished.set(key, { text, charge: charge ?? charges.find(({ id }) => id === of) });
}

function send(response, status, body) {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
