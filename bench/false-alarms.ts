import { every, everyCorrect } from '../test/zoo/every.js';
import { alarmsOn } from './alarms/alarms.js';
import { metIn } from './alarms/met.js';

/** Over all servers together. */
const PLANS = 100_000;

const [given, names = '', seed = '1'] = process.argv.slice(2);
const wanted = names.split(',').filter(Boolean);
const unknown = wanted.find((name) => !every.some((server) => server.name === name));
if (unknown !== undefined) throw new Error(`the zoo has no ${unknown}`);
const servers = everyCorrect.filter(({ name }) => wanted.length === 0 || wanted.includes(name));
const here = servers.filter(({ missing }) => missing === undefined);
const each = given === undefined ? Math.ceil(PLANS / here.length) : Number(given);
const sum = { alarms: 0, plans: 0, killOrPause: 0, stopOrRestart: 0, outage: 0 };
const say = (text: string): void => void process.stdout.write(`${text}\n`);

for (const { name, missing } of servers) if (missing !== undefined) say(`${name} is left out: nothing that can be used at ${missing}`);
for (const server of here) {
  const { raised, met, ...run } = await alarmsOn(server, each, Number(seed));
  sum.alarms += raised.length;
  sum.plans += run.plans;
  sum.killOrPause += met.killOrPause;
  sum.stopOrRestart += met.stop + met.restart;
  sum.outage += met.outage;
  say(`${server.name}: ${run.plans} plans${metIn(met)}, ${run.requests} requests, exit ${run.exitCode}, ${raised.length === 0 ? 'nothing raised' : raised.join(', ')}`);
}
say(`${sum.alarms} false alarms on ${here.length} correct servers in ${sum.plans} plans; ${sum.killOrPause} of them met a kill or a pause, ${sum.stopOrRestart} a stop or a restart, ${sum.outage} an outage`);
process.exit(sum.alarms === 0 ? 0 : 1);
