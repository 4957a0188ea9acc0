import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { createSuite } from '../../../src/hosts/suite.js';

it('should say what is missing in options, which a test has, and not in flags', async () => {
  const service = createServer((request, response) => {
    request.resume().on('end', () => response.writeHead(201, { 'content-type': 'application/json' }).end('{"id":"c1"}'));
  });
  await new Promise<void>((done) => service.listen(0, '127.0.0.1', done));
  try {
    const { port } = service.address() as AddressInfo;
    const suite = createSuite({ url: `http://127.0.0.1:${port}/charges`, bodies: ['{"reference":"{{nonce}}"}'], timeMs: 3_000, runs: 2 });
    await suite.run();
    const outcome = suite.outcomeOf('isolation');
    expect(outcome).toMatchObject({ kind: 'skipped', reason: expect.stringContaining("give two callers: principals: ['Authorization: Bearer a', 'Authorization: Bearer b']") as string });
  } finally {
    service.closeAllConnections();
    await new Promise((done) => service.close(done));
  }
});

it('should say of a suite that leaves every property out what is wrong with it', async () => {
  const suite = createSuite({ url: 'http://127.0.0.1:1/charges', properties: ['single-effect'], skipProperties: ['single-effect'] });
  await suite.run();
  expect(suite.properties).toEqual([]);
  const outcome = suite.outcome();
  expect(outcome.kind === 'failed' && (outcome.error as Error).message).toMatch(/^every property was left out/);
});
