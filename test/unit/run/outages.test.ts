import { expect, it } from 'vitest';

import type { Completion, Session, WireReason } from '../../../src/model/index.js';
import { systemClock } from '../../../src/run/clock.js';
import { watchOutages } from '../../../src/run/outages.js';

const ok: Completion = { outcome: 'ok', response: { status: 200, headers: [], body: new Uint8Array() } };
const cut = (reason: WireReason, outcome: 'info' | 'fail' = 'info'): Completion => ({ outcome, reason, detail: '' });

/** All ends that are given, of attempts that were under way at once, in that order; whether something went down. */
async function wentDown(ends: readonly Completion[], requests = ends.length): Promise<boolean> {
  const release: ((completion: Completion) => void)[] = [];
  const inner: Session = { send: () => new Promise((resolve) => release.push(resolve)) };
  const { session, outages } = watchOutages(inner, systemClock);
  const send = (_end?: Completion, index = 0) =>
    session.send({ instance: 0, method: 'POST', path: `/${index % Math.max(1, requests)}`, headers: [], body: null }, { timeoutMs: 1, maxResponseBytes: 1, notify: () => undefined });
  const answered = send();
  release[0]?.(ok);
  await answered;
  const all = ends.map(send);
  for (const [index, end] of ends.entries()) {
    release[index + 1]?.(end);
    await all[index];
  }
  return outages.since(0) === 0;
}

it.each([
  ['one refusal', [cut('refused', 'fail')], true],
  ['a reset of a connection that was never accepted', [cut('reset', 'fail')], true],
  ['everything cut', [cut('reset'), cut('closed'), cut('reset'), cut('closed')], true],
  ['everything cut that had reached it', [cut('reset'), cut('closed'), cut('reset'), cut('closed'), ok, ok], true],
  ['some that were cut by a handler', [cut('reset'), cut('reset'), cut('reset'), ok, cut('reset')], false],
  ['a few out of many', [...Array.from({ length: 4 }, () => cut('reset')), ...Array.from({ length: 12 }, () => ok)], false],
  ['what the kit cut itself', Array.from({ length: 9 }, () => cut('fault')), false],
  ['silence', Array.from({ length: 9 }, () => cut('timeout')), false],
] as const)('should judge %s', async (_, ends, expected) => {
  expect(await wentDown(ends)).toBe(expected);
});

it('should not take a handler that drops every duplicate of one request for one that went down', async () => {
  expect(await wentDown([cut('reset'), cut('reset'), cut('reset'), cut('reset')], 1)).toBe(false);
});

it('should not take a target that never answered for one that went down', async () => {
  const { session, outages } = watchOutages({ send: async () => cut('refused', 'fail') }, systemClock);
  await session.send({ instance: 0, method: 'POST', path: '/', headers: [], body: null }, { timeoutMs: 1, maxResponseBytes: 1, notify: () => undefined });
  expect(outages.since(0)).toBeUndefined();
});
