/** What `retryproof check` finds, tried by hand and without it. Usage, beside a running server.mjs: node confirm.mjs [URL] */
import { randomUUID } from 'node:crypto';

const url = process.argv[2] ?? 'http://127.0.0.1:3000';
const headers = (account) => ({ authorization: `Bearer ${account}`, 'content-type': 'application/json' });
const fresh = () => ({ key: randomUUID(), body: { amount: 100, reference: randomUUID() } });
const post = (account, path, { key, body }) =>
  fetch(url + path, { method: 'POST', headers: { ...headers(account), 'idempotency-key': key }, body: JSON.stringify(body) });
const count = async (account, path, { body }) => (await (await fetch(`${url}${path}?reference=${body.reference}`, { headers: headers(account) })).json()).length;

async function location() {
  const charge = fresh();
  const [first, retry] = [await post('alice', '/charges', charge), await post('alice', '/charges', charge)];
  const seen = [first, retry].map((answer) => `${answer.status}, Location ${answer.headers.get('location')}`);
  return { holds: retry.status === 201 && first.headers.has('location') && !retry.headers.has('location'), seen: seen.join('; then ') };
}

async function refusedAfterAcceptance() {
  const refund = fresh();
  const statuses = [];
  for (let times = 0; times < 3; times += 1) statuses.push((await post('alice', '/refunds', refund)).status);
  return { holds: statuses.join() === '204,409,409', seen: `${statuses.join(', then ')}; refunds made: ${await count('alice', '/refunds', refund)}` };
}

async function refused() {
  const charge = fresh();
  await post('alice', '/charges', charge);
  const { status } = await post('bob', '/charges', { ...charge, body: fresh().body });
  return { holds: status === 417, seen: `bob, who never used this key, gets ${status}` };
}

async function samePayload() {
  const charge = fresh();
  await post('alice', '/charges', charge);
  const same = await post('bob', '/charges', charge);
  const { account } = await same.json();
  const made = await count('bob', '/charges', charge);
  return { holds: account === 'alice' && made === 0, seen: `bob, who sends what alice sent, gets ${same.status} and a charge of ${account}; bob's charges: ${made}` };
}

const findings = {
  'identical-replay (location)': location,
  'identical-replay (refused-after-acceptance)': refusedAfterAcceptance,
  'isolation (refused)': refused,
  'isolation (same-payload)': samePayload,
};
for (const [finding, run] of Object.entries(findings)) {
  const { holds, seen } = await run();
  console.log(`${holds ? 'confirmed    ' : 'not confirmed'} ${finding}: ${seen}`);
  if (!holds) process.exitCode = 1;
}
