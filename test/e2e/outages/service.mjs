// A charge service that asks its store once per charge, over TCP. MODE: what it makes of a broken connection. It knows nothing of the kit.
//   careful  answers 503, and connects anew
//   fragile  dies of it
//   sulking  never connects again
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { connect } from 'node:net';

const { PORT, STORE, MODE = 'careful' } = process.env;
const charges = [];
const answers = new Map();
let store;
let waiting = [];
let isBroken = false;

createServer((request, response) => {
  let text = '';
  request.on('data', (part) => (text += part));
  request.on('end', () => serve(request, text).then(([status, body]) => response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))));
}).listen(Number(PORT), '127.0.0.1');

async function serve(request, text) {
  const url = new URL(request.url, 'http://localhost');
  if (url.pathname !== '/charges') return [404, { error: 'not here' }];
  if (request.method === 'GET') return [200, charges.filter(({ reference }) => reference === url.searchParams.get('reference'))];
  if (request.method !== 'POST') return [405, { error: 'POST it' }];
  const key = request.headers['idempotency-key'];
  try {
    await ask();
  } catch {
    return [503, { error: 'store away' }];
  }
  const known = answers.get(key);
  if (known !== undefined) return known.text === text ? [201, known.charge] : [422, { error: 'another payload has this key' }];
  const charge = { id: randomUUID(), ...JSON.parse(text) };
  charges.push(charge);
  if (key !== undefined) answers.set(key, { text, charge });
  return [201, charge];
}

function ask() {
  if (MODE === 'sulking' && isBroken) return Promise.reject(new Error('given up'));
  if (store === undefined || store.destroyed) dial();
  return new Promise((resolve, reject) => {
    waiting.push({ resolve, reject });
    store.write('PING\n');
  });
}

function dial() {
  const [host, port] = STORE.split(':');
  const mine = [];
  store = connect({ host, port: Number(port) });
  waiting = mine;
  store.on('data', (data) => data.toString().split('\n').filter(Boolean).forEach(() => mine.shift()?.resolve()));
  if (MODE !== 'fragile') store.on('error', () => (isBroken = true));
  store.on('close', () => mine.splice(0).forEach(({ reject }) => reject(new Error('broken'))));
}
