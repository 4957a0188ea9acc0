import { setTimeout as sleep } from 'node:timers/promises';
import { type Client, op } from './client.js';
import type { TestProvider } from './provider.js';
import { type Demo, on, type Shows } from './schedules.js';

/** A schedule that tells the provider what to do. */
const told = (shows: (client: Client, provider: TestProvider) => Promise<boolean>): Shows => (client) => shows(client, client.provider!);

/** The operation is sent twice, and the provider does this with its first calls. */
const paysTwice = (...deeds: TestProvider['deeds']): Shows =>
  told(async (client, provider) => {
    provider.deeds = deeds;
    const one = op();
    await client.post(one);
    await client.post(one);
    return provider.count(one.reference) > 1;
  });

/** The bugs of services that call a provider. */
export const providerDemos: Readonly<Record<string, Demo>> = {
  'retried-without-key': on('stable-downstream-key', told(async (client, provider) => {
    provider.deeds = ['lose-after'];
    const one = op();
    return (await client.post(one)).status === 201 && provider.count(one.reference) > 1;
  })),
  'key-rolled-back': on('stable-downstream-key', paysTwice('lose-after', 'lose-after')),
  'released-after-payment': on('stable-downstream-key', paysTwice('fail-after', 'fail-after')),
  'claim-dropped-after-payment': on('downstream-failure-stored', paysTwice('answer', 'fail-before')),
  'hang-up-drops-claim': on('downstream-failure-stored', told(async (client, provider) => {
    provider.takesMs = 60;
    const one = op();
    await client.drop(one, 20);
    await sleep(20);
    await client.post(one);
    await sleep(80);
    return provider.count(one.reference) > 1;
  })),
  'hang-up-skips-payout': on('downstream-failure-stored', told(async (client, provider) => {
    provider.takesMs = 40;
    const [dropped, whole] = [op(), op()];
    await client.drop(dropped, 15);
    await client.post(whole);
    await sleep(60);
    // Its relative pays nobody out at all: what must differ is that a call left in peace does.
    return (await client.post(dropped)).status === 201 && provider.count(dropped.reference, '/payouts') < provider.count(whole.reference, '/payouts');
  })),
  'accepts-unpaid': on('downstream-failure-stored', told(async (client, provider) => {
    provider.deeds = ['fail-before'];
    const one = op();
    return (await client.post(one)).status === 201 && provider.count(one.reference) === 0;
  })),
  'declined-when-lost': on('downstream-failure-stored', told(async (client, provider) => {
    provider.deeds = ['lose-after'];
    const one = op();
    return (await client.post(one)).status === 402 && provider.count(one.reference) === 1;
  })),
};
