// A charge service in a process of its own, told by its environment how to behave. It knows nothing of the kit.
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import { createServer } from 'node:http';

const { PORT, PIDS, CRASH_AFTER = 'Infinity', HELPER, IGNORE_KEYS } = process.env;
const charges = [];
const answers = new Map();
let posts = 0;

if (PIDS !== undefined) appendFileSync(PIDS, `${process.pid}\n`);
if (HELPER !== undefined) appendFileSync(PIDS, `${spawn('sleep', ['600'], { stdio: 'ignore' }).pid}\n`);

createServer((request, response) => {
  let text = '';
  request.on('data', (part) => (text += part));
  request.on('end', () => {
    const url = new URL(request.url, 'http://localhost');
    if (url.pathname !== '/charges') return send(response, 404, { error: 'not here' });
    if (request.method === 'GET') return send(response, 200, charges.filter(({ reference }) => reference === url.searchParams.get('reference')));
    if (request.method !== 'POST') return send(response, 405, { error: 'POST it' });
    posts += 1;
    if (posts > Number(CRASH_AFTER)) {
      console.error('out of paper');
      process.exit(7);
    }
    const key = request.headers['idempotency-key'];
    const known = IGNORE_KEYS === undefined ? answers.get(key) : undefined;
    if (known !== undefined && known.text !== text) return send(response, 422, { error: 'another payload has this key' });
    if (known !== undefined) return send(response, 201, known.charge);
    const charge = { id: randomUUID(), ...JSON.parse(text) };
    charges.push(charge);
    if (key !== undefined) answers.set(key, { text, charge });
    return send(response, 201, charge);
  });
}).listen(Number(PORT), '127.0.0.1', () => console.log(`listening at ${PORT}`));

function send(response, status, body) {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
