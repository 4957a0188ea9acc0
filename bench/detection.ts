import { correct, planted } from '../test/zoo/index.js';
import type { ZooServer } from '../test/zoo/index.js';
import { demos } from '../test/unit/zoo/demos.js';
import { alarmsOn } from './alarms/alarms.js';
import { openCells } from './detection/cells.js';
import { counterexample, firstViolation } from './detection/kit.js';
import { hunt } from './detection/naive/hunt.js';
import { naiveTests } from './detection/naive/tests.js';
import { readOptions } from './detection/options.js';
import { report } from './detection/table.js';

/** Fewer than 19 of 20 is a shortfall: forty seeds more, and 57 of 60 will do. */
const ENOUGH_OF_20 = 19;
const FURTHER_SEEDS = Array.from({ length: 40 }, (_, index) => 21 + index);
const SIZES = 3;
const HUNTS = 3;

const options = readOptions(process.argv.slice(2));
const cells = openCells(options.tune ? 'detection-tune' : 'detection');
const say = (text: string): void => void process.stdout.write(`${text}\n`);

async function find(server: ZooServer): Promise<void> {
  const { name } = server;
  const found = async (seeds: readonly number[]): Promise<number> => {
    let count = 0;
    for (const seed of seeds) {
      const value = await cells.once('find', { name, trial: seed }, () => firstViolation(server, seed));
      if (value.found) count += 1;
      say(`${name}, seed ${seed}: ${value.found ? 'found' : 'MISSED'} after ${value.ms} ms, ${value.requests} requests`);
    }
    return count;
  };
  const count = await found(options.seeds);
  if (!options.tune && options.seeds.length === 20 && count < ENOUGH_OF_20) await found(FURTHER_SEEDS);
}

async function size(server: ZooServer): Promise<void> {
  for (const seed of options.seeds.slice(0, SIZES)) {
    const { sendings, runs, failures, ms } = await cells.once('size', { name: server.name, trial: seed }, () => counterexample(server, seed));
    say(`${server.name}, seed ${seed}: ${sendings === undefined ? 'no counterexample' : `${sendings} sendings, fails in ${failures} of ${runs}`}, ${ms} ms`);
  }
}

async function naive(server: ZooServer): Promise<void> {
  const { name } = server;
  const relative = demos[name]?.relative ?? name;
  for (const test of Object.keys(naiveTests)) {
    const { failed } = await cells.once('excused', { name, trial: 1, test }, () => hunt(server, relative, test));
    for (let trial = 1; trial <= HUNTS; trial += 1) {
      const value = await cells.once('naive', { name, trial, test }, () => hunt(server, name, test, failed));
      const seen = value.failed.filter((each) => !failed.includes(each));
      say(`${name}, ${test}: ${value.found ? `found after ${value.ms} ms (${seen.join(', ')})` : 'not found'}, ${value.requests} requests`);
    }
  }
}

for (const server of planted.filter(options.wants)) {
  if (options.parts.includes('find')) await find(server);
  if (options.parts.includes('size')) await size(server);
  if (options.parts.includes('naive')) await naive(server);
}
for (const server of correct.filter(options.wants)) {
  if (!options.parts.includes('correct')) continue;
  const { plans, raised } = await cells.once('correct', { name: server.name, trial: options.plans }, () => alarmsOn(server, options.plans, 1));
  say(`${server.name}: ${plans} plans, ${raised.length === 0 ? 'nothing raised' : raised.join(', ')}`);
}
say(`\n${report(cells.all)}\n\nCells: ${cells.file}`);
process.exit(0);
