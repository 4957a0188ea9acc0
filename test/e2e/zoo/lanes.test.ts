import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';

import { httpAdapter } from '../../../adapters/index.js';
import { check } from '../../../src/check/index.js';
import type { Adapter, CheckResult, Lane } from '../../../src/model/index.js';
import http2Front from '../../zoo/planted/http2-front.js';
import http2 from '../../zoo/correct/http2.js';
import { pause } from '../../zoo/base/time.js';
import { CHARGE } from '../../zoo/zoo.js';
import { checkServer, findingsOf } from './run.js';

const SECOND_FRONT: readonly Lane[] = ['h2', 'h2-data'];
const SHORT = ['--time', '8s', '--runs', '120', '--seed', '5'];

it('should find what only HTTP/2 reaches, and name the lane that found it', async () => {
  const { result, histories } = await checkServer(http2Front, [...SHORT, '--fail-fast']);
  const [found] = result.verdicts.flatMap(({ findings }) => findings);
  expect(found?.property).toBe('single-effect');
  expect(SECOND_FRONT).toContain(found?.plan.lane);
  expect(histories.at(-1)?.head.calibration.lanes).toEqual(['pooled', 'raw-body', 'raw-headers', 'pipelined', 'h2-data', 'h2']);
}, 60_000);

it('should not find it where the lane is not offered, nor anything on its correct twin', async () => {
  const { url, close } = await http2Front.start();
  try {
    const { lanes, found } = await withoutLanes(url, SECOND_FRONT);
    expect(found).toEqual([]);
    expect(lanes).toEqual(['pooled', 'raw-body', 'raw-headers', 'pipelined']);
  } finally {
    await close();
  }
  expect(findingsOf((await checkServer(http2, SHORT)).result)).toEqual([]);
}, 60_000);

it.each([[true, false], [false, true]] as const)('should pipeline only where the target works on requests of one connection at once (one after the other: %s)', async (serial, offered) => {
  const queues = new WeakMap<Socket, Promise<void>>();
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      const work = async (): Promise<void> => {
        await pause(10);
        response.writeHead(201, { 'content-type': 'application/json' }).end(`{"id":"${randomUUID()}"}`);
      };
      queues.set(request.socket, serial ? (queues.get(request.socket) ?? Promise.resolve()).then(work) : work());
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  let lanes: readonly Lane[] = [];
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/charges`;
  await check({ url, bodies: [CHARGE], timeMs: 6_000, runs: 1, seed: 5 }, { onHistory: ({ head }) => (lanes = head.calibration.lanes) });
  expect(lanes.includes('pipelined')).toBe(offered);
  expect(lanes).toContain('raw-body');
}, 60_000);

async function withoutLanes(url: string, left: readonly Lane[]): Promise<{ readonly lanes: readonly Lane[] | undefined; readonly found: readonly string[] }> {
  const whole = httpAdapter({ instances: [url] });
  const adapter: Adapter = {
    name: 'HTTP/1.1',
    async open() {
      const session = await whole.open();
      return { ...session, ...(session.racing === undefined ? {} : { racing: { ...session.racing, lanes: session.racing.lanes.filter((lane) => !left.includes(lane)) } }) };
    },
  };
  let lanes: readonly Lane[] | undefined;
  const result: CheckResult = await check(
    adapter,
    { path: '/charges', bodies: [CHARGE], effects: ['GET /charges?reference={{nonce}}'], timeMs: 8_000, runs: 120, seed: 5 },
    { onHistory: ({ head }) => (lanes = head.calibration.lanes) },
  );
  return { lanes, found: findingsOf(result) };
}
