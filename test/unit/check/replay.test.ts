import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { replay } from '../../../src/check/index.js';
import type { History } from '../../../src/model/index.js';
import { history, made } from '../../properties/build.js';

/** A charge that was answered, and again after that, with `got`. */
function saved(got: 402 | 409): History {
  const told = history([{ sent: [{ at: [0, 10], got: made('c1') }, { at: [20, 30], got }], effects: null }], { calibration: { probes: [] }, without: ['marker'] });
  const steps = told.head.plan.steps.map((step) =>
    step.kind === 'operation' ? { ...step, operation: { ...step.operation, attempts: [{ id: 'a0', start: { kind: 'begin', durations: 0 } }, { id: 'a1', start: { kind: 'after', of: 'a0', pauseMs: 0 } }] } as const } : step,
  );
  return { ...told, head: { ...told.head, plan: { ...told.head.plan, steps } } };
}

it.each([
  [402, 402, 'FAILED'],
  [402, 409, 'UNSEEN'],
  [409, 409, 'FAILED'],
] as const)('replay of a finding with %i should tell what it proves from a wait: now %i is %s', async (before, now, verdict) => {
  const known = new Set<unknown>();
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      const key = request.headers['idempotency-key'];
      const isNew = !known.has(key);
      known.add(key);
      response.writeHead(isNew ? 201 : now, { 'content-type': 'application/json', ...(isNew ? { location: '/charges/c1' } : {}) }).end(isNew ? '{"id":"c1","amount":5}' : '{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const { port } = server.address() as AddressInfo;
    const finding = { property: 'identical-replay', cause: 'refused-after-acceptance', history: saved(before), reproduction: { runs: 20, failures: 20 } };
    const replayed = await replay(finding, { url: `http://127.0.0.1:${port}/charges`, bodies: ['{"amount":5}'], timeMs: 10_000 });
    expect(replayed).toMatchObject({ verdict, runs: 20, failures: verdict === 'FAILED' ? 20 : 0 });
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
}, 30_000);
