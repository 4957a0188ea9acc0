import { setTimeout as sleep } from 'node:timers/promises';
import { idOf, op, type Client, type Op } from './client.js';
import { laterDoubles, on, type Demo } from './schedules.js';

/** Sends one operation once, and again after each of these pauses, in milliseconds. */
async function repeated(client: Client, one: Op, pauses: readonly number[]) {
  const replies = [await client.post(one)];
  for (const ms of pauses) {
    await sleep(ms);
    replies.push(await client.post(one));
  }
  return replies;
}

const doublesAfter =
  (...pauses: readonly number[]): Demo['shows'] =>
  async (client) => {
    const one = op();
    await repeated(client, one, pauses);
    return (await client.count(one)) > 1;
  };

/** One of several operations got two answers, sent at once and again at these times. */
const answersDiffer =
  (times: readonly number[]): Demo['shows'] =>
  async (client) => {
    const all = await Promise.all(
      Array.from({ length: 8 }, async () => {
        const one = op();
        return Promise.all([0, ...times].map((ms) => sleep(ms).then(() => client.post(one))));
      }),
    );
    return all.some((replies) => new Set(replies.filter(({ status }) => status === 201).map(({ text }) => text)).size > 1);
  };

/** Bugs of time: a retention of a second, leases of 100 and 300 ms. */
export const timedDemos: Readonly<Record<string, Demo>> = {
  'short-retention': on('expires', doublesAfter(600)),
  'forgets-soon': on('conflict', doublesAfter(1_600)),
  'retention-from-claim': on('expires-from-answer', doublesAfter(700)),
  'replay-prolongs': on('expires', async (client) => {
    const [first, , third] = await repeated(client, op(), [600, 600]);
    return idOf(first!) === idOf(third!);
  }),
  'expired-race': on('expires', async (client) => {
    const one = op();
    await client.post(one);
    await sleep(1050);
    await client.pipeline(one, one, one);
    return (await client.count(one)) > 2;
  }),
  'expired-executed': on('expired-refused', doublesAfter(1100)),
  'zombie-unlocks': on('fenced-lease', laterDoubles([110, 130, 150, 170, 205, 210, 215, 220, 225], 12)),
  'zombie-overwrites': on('fenced-lease', answersDiffer([110, 150, 400])),
  'lease-in-seconds': on('cancelled-lease', async (client) => {
    const one = op();
    await client.drop(one, 1);
    await sleep(400);
    return (await client.post(one)).status === 409;
  }),
};
