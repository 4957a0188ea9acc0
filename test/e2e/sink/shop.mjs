// A charge service whose money is at a provider's: what `--exec` starts in the tests of `--sink`.
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';

const PROVIDER = process.env.PAYMENTS_URL ?? process.env.SINK_URL ?? '';
const done = new Map();

async function pay({ amount, reference }, key) {
  if (PROVIDER === '') return;
  const headers = { 'content-type': 'application/json', authorization: 'Bearer provider-secret-1', 'idempotency-key': key };
  const body = JSON.stringify({ amount, ...(process.env.NAMELESS === undefined ? { reference } : {}) });
  const answer = await fetch(`${PROVIDER}/payments`, { method: 'POST', headers, body }).catch(() => ({ ok: false }));
  if (!answer.ok) throw new Error('the provider has failed');
}

function charge(order, key) {
  const running = done.get(key);
  if (running !== undefined) return running;
  const begun = pay(order, key).then(() => [201, { id: randomUUID(), ...order }]);
  done.set(key, begun);
  // What failed may be tried again.
  begun.catch(() => done.delete(key));
  return begun;
}

createServer((request, response) => {
  const answer = (status, body) => response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  if (request.method !== 'POST') return answer(404, {});
  json(request)
    .then((order) => charge(order, request.headers['idempotency-key'] || randomUUID()))
    .then(([status, body]) => answer(status, body))
    .catch(() => answer(502, { error: 'downstream_failed' }));
}).listen(Number(process.env.PORT), '127.0.0.1');
