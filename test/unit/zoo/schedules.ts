import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { idOf, op, type Client, type Op, type Reply } from './client.js';

/** The shortest schedule that shows a planted bug, and the correct server on which it shows nothing. */
export interface Demo {
  readonly relative: string;
  shows(client: Client): Promise<boolean>;
}

export type Shows = Demo['shows'];

export const on = (relative: string, shows: Shows): Demo => ({ relative, shows });

export const UUID = randomUUID();
export const ALICE = { authorization: 'Bearer alice' };
export const BOB = { authorization: 'Bearer bob' };

export const overlapDoubles: Shows = async (client) => {
  const one = op();
  await client.pipeline(one, one);
  return (await client.count(one)) > 1;
};

export const repeatDoubles: Shows = async (client) => {
  const one = op();
  await client.post(one);
  await client.post(one);
  return (await client.count(one)) > 1;
};

/** One of several operations has more than one effect, each sent at once and again at these times, in milliseconds. */
export const laterDoubles =
  (times: readonly number[], operations = 8): Shows =>
  async (client) => {
    const ops = Array.from({ length: operations }, () => op());
    const late = (one: Op, ms: number) => sleep(ms).then(() => client.post(one));
    await Promise.all(ops.flatMap((one) => [0, ...times].map((ms) => late(one, ms))));
    const counts = await Promise.all(ops.map((one) => client.count(one)));
    return counts.some((count) => count > 1);
  };

/** Sends operations until one is answered `status`, then asks `then` about it. */
export async function after(client: Client, status: (reply: Reply) => boolean, then: (one: Op) => Promise<boolean>) {
  for (let tries = 0; tries < 12; tries += 1) {
    const one = op();
    if (status(await client.post(one))) return then(one);
  }
  return false;
}

/** The server failed. */
export const failed = ({ status }: Reply) => status >= 500;

/** A retry after a failure of the server, twice if need be, has more than one effect. */
export const retryDoubles: Shows = (client) =>
  after(client, failed, async (one) => {
    await client.post(one);
    return (await client.count(one)) > 1;
  });

export const retryGets =
  (status: number, first: (reply: Reply) => boolean = failed): Shows =>
  (client) =>
    after(client, first, async (one) => {
      const again = [await client.post(one), await client.post(one)];
      return again.every((reply) => reply.status === status);
    });

/** Two answers, one after the other, compared. */
export const replayDiffers =
  (differ: (first: Reply, again: Reply) => boolean, more: () => Op = op): Shows =>
  async (client) => {
    const one = more();
    return differ(await client.post(one), await client.post(one));
  };

export const headerDiffers = (name: string): Shows =>
  replayDiffers((first, again) => first.headers.get(name) !== again.headers.get(name));

export const long = (length = 1200) => op({ description: 'x'.repeat(length) });

export const pair = async (client: Client, first: Op, second: Op, headers: Record<string, string>[] = []) => [
  await client.post(first, headers[0]),
  await client.post(second, headers[1]),
];

export const keysCollide =
  (one: string, other: string): Shows =>
  async (client) => {
    const [, second] = await pair(client, op({}, one), op({}, other));
    return second!.status !== 201;
  };

export const keylessShare =
  (headers: Record<string, string>): Shows =>
  async (client) => {
    const send = () => client.request('/charges', 'POST', headers, client.encode(op()));
    return idOf(await send()) === idOf(await send());
  };

export const differentBody =
  (judge: (client: Client, first: Op, second: Reply) => boolean | Promise<boolean>, before: Record<string, unknown> = {}): Shows =>
  async (client) => {
    const one = op({ ...before, card: { number: 1 } });
    await client.post(one);
    return judge(client, one, await client.post({ ...one, body: { ...one.body, card: { number: 2 } } }));
  };

export const onThing = (client: Client, method: string) =>
  client.request('/things/a', method, {}, method === 'PUT' ? '{"amount":5}' : undefined);

