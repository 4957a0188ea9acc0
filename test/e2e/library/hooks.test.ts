import { setTimeout as sleep } from 'node:timers/promises';

import { expect, it, onTestFinished } from 'vitest';

import { check } from '../../../src/index.js';
import type { History } from '../../../src/index.js';
import { operationsOf } from '../../../src/model/index.js';
import { BODY, EFFECTS } from '../targets/cli.js';
import { around, serve } from '../targets/servers.js';

/** What its other requests of that moment take longer than a large one. */
const LATER_MS = 400;

it('should reject with what a hook throws in calibration, and leave no promise behind that ends the process', async () => {
  const unhandled: unknown[] = [];
  const hear = (reason: unknown): void => void unhandled.push(reason);
  process.on('unhandledRejection', hear);
  onTestFinished(() => void process.off('unhandledRejection', hear));
  const url = `${await serve(around(async (call, inner) => {
    if (call.headers['traceparent'] !== undefined) await sleep(LATER_MS);
    return inner();
  }))}/charges`;
  const onHistory = ({ head }: History): void => {
    if (operationsOf(head.plan).some(({ filler }) => filler !== undefined)) throw new Error('no room for a large one');
  };
  await expect(check({ url, bodies: [BODY], effects: [EFFECTS], timeMs: 8_000, runs: 1 }, { onHistory })).rejects.toThrow('no room for a large one');
  expect(unhandled).toEqual([]);
});
