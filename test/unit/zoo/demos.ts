// Over 200 lines: one table, a demonstration per planted server.
import { setTimeout as sleep } from 'node:timers/promises';
import { idOf, op } from './client.js';
import { hardDemos } from './hard.js';
import { providerDemos } from './provided.js';
import { timedDemos } from './timed.js';
import {
  after,
  ALICE,
  BOB,
  differentBody,
  failed,
  headerDiffers,
  keylessShare,
  keysCollide,
  laterDoubles,
  long,
  on,
  onThing,
  overlapDoubles,
  pair,
  repeatDoubles,
  replayDiffers,
  retryDoubles,
  retryGets,
  UUID,
  type Demo,
} from './schedules.js';

/** One row per planted bug; those that hide best are in `hard.ts`. */
export const demos: Readonly<Record<string, Demo>> = {
  'check-then-act': on('conflict', overlapDoubles),
  'check-then-act-waiting': on('waiting', overlapDoubles),
  'http2-front': on('http2', async (client) => {
    const [old, recent] = [op(), op()];
    await client.pipeline(old, old);
    await client.streams(recent, recent);
    return (await client.count(old)) === 1 && (await client.count(recent)) > 1;
  }),
  'twin-entries': on('waiting', async (client) => {
    const one = op();
    const text = await client.pipeline(one, one);
    const ids = new Set(text.match(/"id":"[^"]*"/g));
    return ids.size === 1 && (await client.count(one)) > 1;
  }),
  'key-ignored': on('conflict', repeatDoubles),
  'lock-lost': on('waiting', overlapDoubles),
  'claim-dropped-on-throw': on('conflict', retryDoubles),
  'error-not-stored': on('flaky-downstream', retryDoubles),
  'burned-key': on('conflict', retryGets(400)),
  'disconnect-cancels-record': on('conflict', async (client) => {
    const one = op();
    await client.drop(one, 1);
    await sleep(20);
    await client.post(one);
    return (await client.count(one)) > 1;
  }),
  'disconnect-leaks-claim': on('conflict', async (client) => {
    const one = op();
    await client.drop(one, 1);
    await sleep(40);
    return (await client.post(one)).status === 409;
  }),
  'throw-leaks-claim': on('conflict', retryGets(409)),
  'waiter-never-woken': on('flaky-downstream', async (client) => {
    const sends = Array.from({ length: 10 }, () => client.twice(op()));
    const ends = await Promise.allSettled(sends);
    return ends.some(({ status }) => status === 'rejected');
  }),
  'woken-by-anyone': on('waiting', async (client) => {
    const pairs = await Promise.all(Array.from({ length: 4 }, () => client.twice(op())));
    return pairs.some(([first, second]) => idOf(first) !== idOf(second));
  }),
  'small-store': on('conflict', async (client) => {
    const one = op();
    await client.post(one);
    await Promise.all(Array.from({ length: 61 }, () => client.post(op())));
    await client.post(one);
    return (await client.count(one)) > 1;
  }),
  'lookup-key-differs': on('conflict', repeatDoubles),
  'short-lock': on('conflict', laterDoubles([14, 20, 26])),
  'stale-replica': on('conflict', repeatDoubles),
  'unguarded-receipt': on('waiting', async (client) => {
    const one = op();
    await client.post(one);
    await client.post(one);
    return (await client.count(one, 'receipts')) > 1;
  }),
  'inner-retry': on('waiting', async (client) => {
    const ops = Array.from({ length: 6 }, () => op());
    await Promise.all(ops.map((one) => client.post(one)));
    return (await Promise.all(ops.map((one) => client.count(one)))).includes(2);
  }),
  'status-lost': on('quoted', replayDiffers((first, again) => first.status !== again.status)),
  'page-for-redirect': on('waiting', replayDiffers((first, again) => first.status !== again.status)),
  'rounded-number': on('conflict', replayDiffers((first, again) => first.text !== again.text)),
  'location-lost': on('conflict', headerDiffers('location')),
  'content-type-lost': on('waiting', headerDiffers('content-type')),
  'body-cut': on('conflict', replayDiffers((first, again) => first.text !== again.text, long)),
  'always-409': on('conflict', replayDiffers((_, again) => again.status === 409)),
  'fresh-ids': on('current-state', replayDiffers((first, again) => idOf(first) !== idOf(again))),
  'loser-own-id': on('conflict-with-id', async (client) => {
    const [first, second] = await client.twice(op());
    return idOf(first) !== idOf(second);
  }),
  'pinned-503': on('conflict', retryGets(503)),
  'pinned-429': on('conflict', retryGets(429, ({ status }) => status === 429)),
  'race-500': on('conflict', async (client) => (await client.twice(op())).some(failed)),
  'fabricated-success': on('waiting', async (client) => {
    const replies = await client.twice(op());
    return replies.some((reply) => reply.status === 201 && idOf(reply) === undefined);
  }),
  'no-fingerprint': on('quoted', differentBody((_client, _one, { status }) => status === 201)),
  'shallow-fingerprint': on('conflict', differentBody((_client, _one, { status }) => status === 201)),
  'mismatch-executes': on('conflict', differentBody(async (client, one) => (await client.count(one)) > 1)),
  'mismatch-drops-record': on('conflict', differentBody(async (client, one) => {
    await client.post(one);
    return (await client.count(one)) > 1;
  })),
  'raw-fingerprint': on('conflict', async (client) => {
    const one = op();
    const turned = { ...one, body: Object.fromEntries(Object.entries(one.body).toReversed()) };
    return (await pair(client, one, turned))[1]!.status === 422;
  }),
  'no-tenant': on('waiting', async (client) => {
    const one = op();
    const [first, second] = await pair(client, one, one, [ALICE, BOB]);
    return idOf(first!) === idOf(second!);
  }),
  'payload-keyed': on('waiting', async (client) => {
    const one = op();
    const [first, second] = await pair(client, one, one, [ALICE, BOB]);
    return idOf(first!) === idOf(second!);
  }),
  'digest-for-key': on('waiting', async (client) => {
    const one = op();
    const send = (caller: Record<string, string>) => client.request('/charges', 'POST', { 'content-type': 'application/json', ...caller }, client.encode(one));
    return idOf(await send(ALICE)) === idOf(await send(BOB));
  }),
  'lock-no-tenant': on('conflict', async (client) => {
    const one = op();
    const replies = await Promise.all([client.post(one, ALICE), client.post(one, BOB)]);
    return replies.some(({ status }) => status === 409);
  }),
  'no-route': on('scoped', async (client) => {
    const one = op();
    await client.post(one);
    await client.post(one, {}, '/refunds');
    return (await client.count(one, 'refunds')) === 0;
  }),
  'no-route-child': on('nested-refund', async (client) => {
    const [charge, refund] = [op(), op()];
    const id = idOf(await client.post(charge));
    await client.post({ ...refund, key: charge.key }, {}, `/charges/${String(id)}/refund`);
    return (await client.count(refund, 'refunds')) === 0;
  }),
  'cookie-leak': on('volatile-headers', async (client) => {
    const one = op();
    const [first, second] = await pair(client, one, one, [ALICE, BOB]);
    return idOf(first!) !== idOf(second!) && first!.headers.get('set-cookie') === second!.headers.get('set-cookie');
  }),
  'revoked-replay': on('scoped', async (client) => {
    const one = op();
    await client.post(one, ALICE);
    await client.request('/revoke', 'POST', ALICE);
    const fresh = await client.post(op(), ALICE);
    return fresh.status === 401 && (await client.post(one, ALICE)).status === 201;
  }),
  'get-consumes-key': on('conflict', async (client) => {
    const one = op();
    await client.request('/charges', 'HEAD', { 'idempotency-key': one.key });
    await client.post(one);
    return (await client.count(one)) === 0;
  }),
  'head-claims-key': on('conflict', async (client) => {
    const one = op();
    await client.request('/charges', 'HEAD', { 'idempotency-key': one.key });
    return (await client.post(one)).status === 422;
  }),
  'folded-keys': on('conflict', keysCollide('abcDEF', 'abcdef')),
  'truncated-keys': on('conflict', keysCollide(`${UUID}-1`, `${UUID}-2`)),
  'undefined-key': on('waiting', keylessShare({})),
  'empty-key': on('waiting', keylessShare({ 'idempotency-key': '' })),
  'unmarked-waiters': on('waiting', async (client) => {
    const one = op();
    const replies = [...(await client.twice(one)), await client.post(one)];
    const marks = replies.map(({ headers }) => headers.get('idempotent-replayed'));
    return marks.join() === ',,true';
  }),
  'marker-first': on('form-encoded', async (client) => (await client.post(op())).headers.has('idempotent-replayed')),
  'lost-update': on('conflict', async (client) => {
    const ops = [op(), op()];
    const replies = await Promise.all(ops.map((one) => client.post(one)));
    const counts = await Promise.all(ops.map((one) => client.count(one)));
    return replies.every(({ status }) => status === 201) && counts.includes(0);
  }),
  'debounced-away': on('waiting', async (client) => {
    const one = op();
    await client.twice(one);
    await sleep(30);
    return (await client.count(one)) === 0;
  }),
  // Its relative sends no receipts at all; what must differ is that a call left in peace makes one.
  'half-done': on('conflict', async (client) => {
    const [dropped, whole] = [op(), op()];
    await client.drop(dropped, 4);
    await client.post(whole);
    await sleep(20);
    const { status } = await client.post(dropped);
    return status === 201 && (await client.count(dropped, 'receipts')) < (await client.count(whole, 'receipts'));
  }),
  'declines-after-capture': on('conflict', async (client) => {
    const one = op({ amount: 20_000 });
    return (await client.post(one)).status === 402 && (await client.count(one)) === 1;
  }),
  'reference-taken': on('flaky-downstream', (client) =>
    after(client, failed, async (one) => (await client.post(one)).status === 400 && (await client.count(one)) === 1)),
  'put-increments': on('natural', async (client) => {
    await onThing(client, 'PUT');
    const once = await onThing(client, 'GET');
    await onThing(client, 'PUT');
    return (await onThing(client, 'GET')).text !== once.text;
  }),
  'made-appends': on('natural-made', async (client) => {
    await onThing(client, 'PUT');
    const once = await onThing(client, 'GET');
    await onThing(client, 'PUT');
    return (await onThing(client, 'GET')).text !== once.text;
  }),
  'delete-toggles': on('natural-delete', async (client) => {
    await onThing(client, 'PUT');
    await onThing(client, 'DELETE');
    await onThing(client, 'DELETE');
    return (await onThing(client, 'GET')).status === 200;
  }),
  'delete-crashes': on('natural-delete', async (client) => {
    await onThing(client, 'PUT');
    await onThing(client, 'DELETE');
    return (await onThing(client, 'DELETE')).status === 500;
  }),
  'get-creates': on('conflict', async (client) => {
    const never = op();
    await client.count(never);
    return (await client.count(never)) === 1;
  }),
  ...hardDemos,
  ...providerDemos,
  ...timedDemos,
};
