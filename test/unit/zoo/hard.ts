import { setTimeout as sleep } from 'node:timers/promises';
import { op } from './client.js';
import { differentBody, laterDoubles, long, on, overlapDoubles, repeatDoubles, replayDiffers, UUID, type Demo } from './schedules.js';

const ABOVE_4_KB = 5000;
/** Every millisecond around the end of a bank that takes 5 to 15. */
const AROUND_THE_END = Array.from({ length: 14 }, (_, index) => 5 + index);

/** The bugs that show only under one narrow condition, and that condition. */
export const hardDemos: Readonly<Record<string, Demo>> = {
  'stream-stored-empty': on('conflict', replayDiffers((first, again) => first.text !== again.text)),
  'encoding-lost': on('compresses', async (client) => {
    const one = op();
    const packed = await client.post(one, { 'accept-encoding': 'gzip' });
    return (await client.post(one, { 'accept-encoding': 'identity' })).text !== packed.text;
  }),
  'batch-again': on('batch', async (client) => {
    const ops = Array.from({ length: 10 }, () => op({ tip: 5 }));
    for (const one of ops) if ((await client.post(one)).status === 503) await client.post(one);
    return (await Promise.all(ops.map((one) => client.count(one)))).some((count) => count > 2);
  }),
  'lock-before-record': on('conflict', laterDoubles(AROUND_THE_END)),
  'lock-too-narrow': on('conflict', async (client) => {
    const early = op();
    await client.pipeline(early, early);
    const unharmed = (await client.count(early)) === 1; // The first half is guarded.
    return unharmed && laterDoubles([4, 5, 6])(client);
  }),
  'loser-unlocks': on('conflict', async (client) => {
    const [two, three] = [op(), op()];
    await client.pipeline(two, two);
    await client.pipeline(three, three, three);
    return (await client.count(two)) === 1 && (await client.count(three)) > 1;
  }),
  'record-taken': on('conflict', async (client) => {
    const one = op();
    await client.post(one);
    await client.post(one);
    const unharmed = (await client.count(one)) === 1;
    await client.post(one);
    return unharmed && (await client.count(one)) > 1;
  }),
  'reset-drops-claim': on('conflict', async (client) => {
    const [reset, closed] = [op(), op()];
    await Promise.all([client.drop(reset, 1), client.close(closed, 1)]);
    await sleep(30);
    await Promise.all([client.post(reset), client.post(closed)]);
    return (await client.count(reset)) > 1 && (await client.count(closed)) === 1;
  }),
  'deleted-on-close': on('conflict', async (client) => {
    const [early, late] = [op(), op()];
    await Promise.all([client.drop(early, 1), client.leave(late)]);
    await sleep(30);
    await Promise.all([client.post(early), client.post(late)]);
    return (await client.count(early)) === 1 && (await client.count(late)) > 1;
  }),
  'shared-key': on('waiting', async (client) => {
    const ops = [op(), op()];
    await client.pipeline(...ops);
    await Promise.all(ops.map((one) => client.post(one)));
    return (await Promise.all(ops.map((one) => client.count(one)))).some((count) => count > 1);
  }),
  'shared-answer': on('waiting', async (client) => {
    const ops = [op(), op()];
    await client.pipeline(...ops);
    const again = await Promise.all(ops.map((one) => client.post(one)));
    return again.some(({ text }, index) => !text.includes(ops[index]!.reference));
  }),
  'answer-cut': on('conflict', replayDiffers((first, again) => first.text !== again.text, () => long(ABOVE_4_KB))),
  'large-not-stored': on('conflict', async (client) => {
    const large = long(ABOVE_4_KB);
    await client.post(large);
    await client.post(large);
    return (await client.count(large)) > 1 && !(await repeatDoubles(client));
  }),
  'fingerprint-cut': on('conflict', async (client) => {
    const accepted = (more: Record<string, unknown>) => differentBody((_client, _one, { status }) => status === 201, more)(client);
    return (await accepted({ description: 'x'.repeat(ABOVE_4_KB) })) && !(await accepted({}));
  }),
  'contended-keys-cut': on('conflict', async (client) => {
    await client.post(op({}, `${UUID}-1`));
    const [alone, copies] = [op({}, `${UUID}-2`), op({}, `${UUID}-3`)];
    const unharmed = (await client.post(alone)).status === 201;
    const text = await client.pipeline(copies, copies);
    return unharmed && text.split('HTTP/1.1 422 ').length === 3 && (await client.count(copies)) === 0;
  }),
  'marker-of-another': on('conflict', async (client) => {
    const [old, fresh, alone] = [op(), op(), op()];
    await client.post(old);
    const unharmed = !(await client.post(alone)).headers.has('idempotent-replayed');
    const [first] = await Promise.all([client.post(fresh), sleep(1).then(() => client.post(old))]);
    return unharmed && first.headers.has('idempotent-replayed');
  }),
  'debits-never-made': on('waiting', async (client) => {
    const [card, debit] = [op(), op({ iban: 'DE02120300000000202051' })];
    const replies = await Promise.all([client.post(card), client.post(debit)]);
    return replies.every(({ status }) => status === 201) && (await client.count(card)) > (await client.count(debit));
  }),
  'header-fingerprint': on('conflict', async (client) => {
    const one = op();
    await client.post(one, { 'user-agent': 'shop-app/1.0' });
    return (await client.post(one, { 'user-agent': 'shop-app/1.1' })).status === 422 && !(await overlapDoubles(client));
  }),
};
