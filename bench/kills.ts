import { resolve } from 'node:path';

import { check } from '../src/check/index.js';
import { findingsOf, optionsOf } from '../test/e2e/zoo/run.js';

const FOLDER = resolve('examples/postgres-payments');
/** One run after the other, until so many kills are reached. */
const ROUND = '5m';

const [wanted = '500', database = 'postgres://postgres@127.0.0.1:5432/postgres'] = process.argv.slice(2);
const target = {
  start: () => Promise.reject(new Error('the kit starts it')),
  flags: (url: string) => [
    url,
    '--exec', `DATABASE_URL='${database}' ${process.execPath} ${FOLDER}/server.mjs`,
    '--body', '{"amount":"{{int 1 5000}}","currency":"{{pick usd eur}}","reference":"{{nonce}}"}',
    '--effects', `${database} SELECT count(*) FROM payments WHERE reference = {{nonce}}`,
    '--time', ROUND, '--requests', '10000000',
  ],
};

let [kills, plans, wrong] = [0, 0, 0];
const startedAtMs = performance.now();
for (let seed = 1; kills < Number(wanted); seed += 1) {
  const { verdicts, stats, exitCode, exitReason } = await check(await optionsOf(target, 'http://localhost:{{port}}/payments', ['--seed', String(seed)]));
  const { kill = 0, pause = 0, stop = 0 } = stats.strikes ?? {};
  const raised = findingsOf({ verdicts });
  kills += kill;
  plans += stats.plans;
  wrong += exitCode === 0 ? 0 : 1;
  const seconds = Math.round((performance.now() - startedAtMs) / 1000);
  process.stdout.write(`seed ${seed}: ${kill} kills, ${pause} pauses, ${stop} stops in ${stats.plans} plans, exit ${exitCode}, ${raised.join(', ') || 'nothing raised'}${exitCode === 0 ? '' : ` (${exitReason})`}; ${kills} kills in ${seconds} s\n`);
  // Without a kill in a whole round there will be none in the next.
  if (kill === 0 || exitCode === 1) break;
}
process.stdout.write(`${kills} kills in ${plans} plans, ${wrong === 0 ? 'every verdict right' : `${wrong} verdicts wrong`}\n`);
process.exit(wrong === 0 && kills >= Number(wanted) ? 0 : 1);
