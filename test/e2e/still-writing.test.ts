import { createServer } from 'node:http';
import type { AddressInfo, Server } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { check } from '../../src/check/index.js';

/** It answers first, and says for so long that the request is still running. */
const WRITES_MS = 60;

interface Row {
  readonly request: string;
  readonly answer: string;
  readonly writtenAtMs: number;
}

const canonical = (text: string): string => JSON.stringify(Object.entries(JSON.parse(text) as object).toSorted(([a], [b]) => (a < b ? -1 : 1)));

let server: Server;
let url = '';

beforeAll(async () => {
  const rows = new Map<string, Row>();
  server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk) => (text += String(chunk)));
    request.on('end', () => {
      const say = (status: number, body: string) => response.writeHead(status, { 'content-type': 'application/json' }).end(body);
      const key = String(request.headers['idempotency-key'] ?? '').replaceAll('"', '');
      if (key === '') return say(400, '{"error":"key_required"}');
      const row = rows.get(key);
      if (row === undefined) {
        const answer = `{"id":"c${rows.size}"}`;
        rows.set(key, { request: canonical(text), answer, writtenAtMs: performance.now() + WRITES_MS });
        return say(201, answer);
      }
      if (performance.now() < row.writtenAtMs) return say(409, '{"error":"in_progress"}');
      return row.request === canonical(text) ? say(201, row.answer) : say(422, '{"error":"other_payload"}');
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/charges`;
});

afterAll(() => new Promise((done) => server.close(done)));

it('should learn member order and quotes of a service that says for a while after its answer that it is still running', async () => {
  const { contract, notes } = await check({ url, bodies: ['{"amount":"{{int 1 5000}}","currency":"{{pick usd eur}}","reference":"{{nonce}}"}'], timeMs: 10_000, runs: 1 });
  expect(contract, notes.map(({ text }) => text).join('\n')).toMatchObject({ equivalence: 'json', key: { format: 'both' } });
  expect(notes.map(({ text }) => text).join('\n')).toContain('member order and white space is the same request');
});
