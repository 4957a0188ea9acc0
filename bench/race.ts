import { parseArgs } from 'node:util';

import { startProcesses } from './race/processes.js';
import type { Outcome, Processes } from './race/processes.js';
import { table } from './race/table.js';
import type { Series } from './race/table.js';
import { techniques } from './race/techniques.js';

/**
 * How near to each other two requests arrive by each lane, beside `Promise.all`, and how often they catch a check-then-act.
 * Techniques take turns within each trial, so that all have the same machine. `npm run bench:race [-- --trials 1000]`.
 */
const GAPS = ['turn', '1', '5'] as const;
/** Connections are opened, and code gets warm. */
const WARM_UP = 20;

const { values } = parseArgs({ options: { trials: { type: 'string', default: '100' } } });
if (!/^[1-9]\d*$/.test(values.trials)) throw new Error(`--trials ${values.trials}: give a number of trials per lane, gap and path`);
const trials = Number(values.trials);

async function measure(processes: Processes, path: 'direct' | 'jittery'): Promise<readonly Series[]> {
  const all = await techniques(processes[path]);
  const series = GAPS.flatMap((gap) => all.map((technique) => ({ technique, gap, outcomes: [] as Outcome[] })));
  for (let trial = -WARM_UP; trial < trials; trial += 1) {
    for (const [index, { technique, gap, outcomes }] of series.entries()) {
      const key = `${path}-${index}-${trial}`;
      await technique.sendTwo(`/${key}/${gap}`);
      const outcome = await processes.outcome(key);
      if (trial >= 0) outcomes.push(outcome);
    }
  }
  await Promise.all(all.map((technique) => technique.close()));
  return series.map(({ technique, gap, outcomes }) => ({ technique: technique.name, gap, outcomes }));
}

const processes = await startProcesses();
process.stdout.write(`Two requests at once, ${trials} trials per cell; detection with its lower 95 % bound.\n\n`);
process.stdout.write(`${table('as it is', await measure(processes, 'direct'))}\n\n`);
process.stdout.write(`${table('0–10 ms of jitter', await measure(processes, 'jittery'))}\n`);
processes.close();
