import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * A right service on bare node:http, in a process of its own, so that its work is not the kit's: keys and effects in maps,
 * after `DELAY_MS` of waiting. Tells its port on stdout.
 */
const delayMs = Number(process.argv[2] ?? 0);
const stored = new Map<string, { readonly text: string; readonly answer: string }>();
const effects = new Map<string, number>();
let charges = 0;

const server = createServer((request, response) => {
  response.setHeader('content-type', 'application/json');
  if (request.method === 'GET') {
    const reference = /reference=([^&]*)/.exec(request.url ?? '')?.[1] ?? '';
    response.end(String(effects.get(reference) ?? 0));
    return;
  }
  if (request.method !== 'POST') {
    response.writeHead(405).end('{"error":"method_not_allowed"}');
    return;
  }
  let text = '';
  request.setEncoding('utf8').on('data', (piece: string) => (text += piece));
  request.on('end', () => {
    const key = request.headers['idempotency-key'];
    const known = typeof key === 'string' ? stored.get(key) : undefined;
    if (known !== undefined) {
      response.statusCode = known.text === text ? 201 : 422;
      response.end(known.text === text ? known.answer : '{"error":"idempotency_key_reused"}');
      return;
    }
    const reference = /"reference":"([^"]*)"/.exec(text)?.[1];
    if (reference === undefined) {
      response.writeHead(400).end('{"error":"bad_request"}');
      return;
    }
    charges += 1;
    const answer = `{"id":"ch_${charges}","reference":"${reference}"}`;
    if (typeof key === 'string') stored.set(key, { text, answer });
    effects.set(reference, (effects.get(reference) ?? 0) + 1);
    response.statusCode = 201;
    // The claim is made at once and the answer kept waiting: a duplicate may be answered before the first.
    if (delayMs === 0) response.end(answer);
    else setTimeout(() => response.end(answer), delayMs);
  });
});
server.listen(0, '127.0.0.1', () => process.stdout.write(`${(server.address() as AddressInfo).port}\n`));
