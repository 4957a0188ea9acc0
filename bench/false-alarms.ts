import { checkServer, findingsOf } from '../test/e2e/zoo/run.js';
import { correct } from '../test/zoo/index.js';

const plans = process.argv[2] ?? '2000';
let alarms = 0;

// Every correct server of the zoo, at default settings but for the number of plans and the time that they need.
for (const server of correct) {
  const { result } = await checkServer(server, ['--runs', plans, '--time', '180s', '--requests', '1000000', '--seed', '1']);
  const found = findingsOf(result);
  alarms += found.length;
  process.stdout.write(`${server.name}: ${result.stats.plans} plans, ${result.stats.requests} requests, exit ${result.exitCode}, ${found.length === 0 ? 'nothing raised' : found.join(', ')}\n`);
}
process.stdout.write(`${alarms} false alarms on ${correct.length} correct servers\n`);
process.exit(alarms === 0 ? 0 : 1);
