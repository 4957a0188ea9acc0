import { setTimeout as sleep } from 'node:timers/promises';

import type { Api, Operation, Reply } from './api.js';
import type { NaiveTest } from './assert.js';
import { accepted, compare, countEffects } from './assert.js';

/** A key that is busy for so long, with nothing under way, is stuck. */
const STUCK_MS = 1_000;
/** So many plain requests are sent to see one fail. */
const UNTIL_FAILURE = 12;

/** Retries, with a pause, for as long as the answer says that it may be tried again. */
async function settle(api: Api, one: Operation): Promise<Reply | undefined> {
  const endsAtMs = performance.now() + STUCK_MS;
  for (;;) {
    const reply = await api.send(one);
    const busy = reply === undefined || [409, 425, 429].includes(reply.status) || reply.status >= 500;
    if (!busy || performance.now() > endsAtMs) return reply;
    await sleep(10);
  }
}

const first: NaiveTest = async (api, fail, n) => {
  const one = await api.fresh(n);
  const reply = await api.send(one);
  if (!accepted(reply)) fail('first request: accepted');
  if (reply !== undefined && reply.status < 500) await countEffects(api, one, accepted(reply), fail);
};

const replay: NaiveTest = async (api, fail, n) => {
  const one = await api.fresh(n);
  const [one1, one2, one3] = [await api.send(one), await api.send(one), await api.send(one)];
  compare(one1, one2, fail);
  compare(one1, one3, fail);
  await countEffects(api, one, accepted(one1) || accepted(one2), fail);
};

const threeAtOnce: NaiveTest = async (api, fail, n) => {
  const one = await api.fresh(n);
  const replies = await Promise.all([api.send(one), api.send(one), api.send(one)]);
  if (replies.includes(undefined)) fail('three at once: answers');
  if (replies.some((reply) => reply !== undefined && reply.status >= 500)) fail('three at once: no 5xx');
  const bodies = new Set(replies.filter(accepted).map((reply) => reply?.text));
  if (bodies.size > 1) fail('three at once: one answer');
  const last = await settle(api, one);
  if (!accepted(last)) fail('three at once: accepted in the end');
  else if (bodies.size === 1 && !bodies.has(last?.text)) fail('three at once: replayed in the end');
  await countEffects(api, one, accepted(last), fail);
};

const missingKey: NaiveTest = async (api, fail, n) => {
  const [one, other] = [await api.fresh(n), await api.fresh(n)];
  const [reply, second] = [await api.send(one, { keyless: true }), await api.send(other, { keyless: true })];
  if (accepted(reply) !== accepted(second)) fail('missing key: both or none');
  if (accepted(reply) && reply?.text === second?.text) fail('missing key: answers of their own');
  if (accepted(second)) await countEffects(api, other, true, fail);
};

const otherPayload: NaiveTest = async (api, fail, n) => {
  const one = await api.fresh(n);
  const changed = api.otherwise(one);
  if (changed === undefined) return;
  const reply = await api.send(one);
  if (accepted(await api.send(changed))) fail('other payload: refused');
  const again = await api.send(one);
  if (!accepted(reply)) return;
  compare(reply, again, (assertion) => fail(`other payload: ${assertion}`));
  await countEffects(api, one, true, fail);
};

const twoTenants: NaiveTest = async (api, fail, n) => {
  if (api.principals < 2) return;
  const one = await api.fresh(n);
  const [alice, bob] = [await api.send(one, { principal: 0 }), await api.send(one, { principal: 1 })];
  if (accepted(alice) !== accepted(bob)) fail('two tenants: both accepted');
  if (accepted(alice) && alice?.text === bob?.text) fail('two tenants: answers of their own');
  const cookie = alice?.headers['set-cookie'];
  if (cookie !== undefined && String(cookie) === String(bob?.headers['set-cookie'])) fail('two tenants: cookies of their own');
  for (const principal of [0, 1]) await countEffects(api, one, accepted(bob), fail, { principal });
};

const otherCase: NaiveTest = async (api, fail, n) => {
  const lower = await api.fresh(n);
  const upper = await api.fresh(n, lower.key.toUpperCase());
  const [reply, other] = [await api.send(lower), await api.send(upper)];
  if (accepted(reply) && !accepted(other)) fail('other case: accepted');
  if (accepted(reply) && reply?.text === other?.text) fail('other case: an answer of its own');
  if (accepted(other)) await countEffects(api, upper, true, fail);
};

const afterFailure: NaiveTest = async (api, fail, n) => {
  for (let tries = 0; tries < UNTIL_FAILURE; tries += 1) {
    const one = await api.fresh(n + tries);
    const reply = await api.send(one);
    if (reply === undefined || reply.status < 500) continue;
    const last = await settle(api, one);
    if (!accepted(last)) fail('after a 5xx: accepted in the end');
    return countEffects(api, one, accepted(last), fail);
  }
};

const lostAnswer: NaiveTest = async (api, fail, n) => {
  const one = await api.fresh(n);
  await api.send(one, { patienceMs: api.durationMs * Math.random() * 1.2 });
  const last = await settle(api, one);
  if (!accepted(last)) fail('lost answer: accepted in the end');
  if (last !== undefined && last.status < 500) await countEffects(api, one, accepted(last), fail);
};

const otherRoute: NaiveTest = async (api, fail, n) => {
  if (api.options.also === undefined) return;
  const one = await api.fresh(n);
  const reply = await api.send(one);
  const second = api.madeFrom(one, reply);
  if (second === undefined) return;
  const other = await api.send(second, { also: true });
  if (accepted(reply) && !accepted(other)) fail('other route: accepted');
  if (accepted(reply) && reply?.text === other?.text) fail('other route: an answer of its own');
  if (accepted(other)) await countEffects(api, second, true, fail, { also: true });
};

const checks: readonly NaiveTest[] = [first, replay, threeAtOnce, missingKey, otherPayload, twoTenants, otherCase, afterFailure, lostAnswer, otherRoute];

/** A conformance suite as careful people write it by hand: ten checks, one after the other. */
export const suite: NaiveTest = async (api, fail, n) => {
  // Without keys there is only what can be said of a repeated request.
  for (const check of api.hasKeys ? checks : [repeated]) await check(api, fail, n);
};

const repeated: NaiveTest = async (api, fail, n) => {
  const one = await api.fresh(n);
  const reply = await api.send(one);
  const state = await api.state(one);
  await api.send(one, { patienceMs: api.durationMs * Math.random() * 1.2 });
  await Promise.all([api.send(one), api.send(one), api.send(one)]);
  if (!accepted(reply)) fail('first request: accepted');
  if ((await api.state(one)) !== state) fail('the same state');
};
