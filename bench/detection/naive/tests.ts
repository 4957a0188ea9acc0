import type { NaiveTest } from './assert.js';
import { accepted, compare, countEffects } from './assert.js';
import { suite } from './suite.js';

/** Send twice and compare. */
const twice: NaiveTest = async (api, fail, n) => {
  const one = await api.fresh(n);
  const first = await api.send(one);
  const state = await api.state(one);
  const again = await api.send(one);
  // A PUT may answer 201 and then 200, a DELETE 404: there only the state counts.
  if (api.hasKeys) compare(first, again, fail);
  if ((await api.state(one)) !== state) fail('the same state');
  if (first !== undefined || again !== undefined) await countEffects(api, one, accepted(first) || accepted(again), fail);
};

/** Ten at once and count. */
const tenAtOnce: NaiveTest = async (api, fail, n) => {
  const one = await api.fresh(n);
  if (!api.hasKeys) await api.send(one);
  const state = await api.state(one);
  const replies = await Promise.all(Array.from({ length: 10 }, () => api.send(one)));
  if ((await api.state(one)) !== state) fail('the same state');
  await countEffects(api, one, replies.some(accepted), fail);
};

/** What people write who test idempotency at all, by the names of the table's columns. */
export const naiveTests: Readonly<Record<string, NaiveTest>> = { twice, 'ten at once': tenAtOnce, suite };
