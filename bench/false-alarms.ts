import { correct } from '../test/zoo/index.js';
import { alarmsOn } from './alarms/alarms.js';

const plans = Number(process.argv[2] ?? 2000);
let alarms = 0;

for (const server of correct) {
  const { raised, ...run } = await alarmsOn(server, plans, 1);
  alarms += raised.length;
  process.stdout.write(`${server.name}: ${run.plans} plans, ${run.requests} requests, exit ${run.exitCode}, ${raised.length === 0 ? 'nothing raised' : raised.join(', ')}\n`);
}
process.stdout.write(`${alarms} false alarms on ${correct.length} correct servers\n`);
process.exit(alarms === 0 ? 0 : 1);
