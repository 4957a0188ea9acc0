import { loadavg } from 'node:os';

import { every, everyCorrect, everyPlanted } from '../test/zoo/every.js';
import { openCells } from './detection/cells.js';
import type { Job } from './detection/jobs.js';
import { correctJob, excusedJobs, foundJobs, naiveJobs, sizeJobs } from './detection/jobs.js';
import { readOptions } from './detection/options.js';
import { clock, createProgress } from './detection/progress.js';
import { isShort, report } from './detection/table.js';

/** Where fewer than 19 of 20 seeds find a bug, forty more are tried: 57 of 60 will do. */
const FURTHER_SEEDS = Array.from({ length: 40 }, (_, index) => 21 + index);
const SIZES = 3;
const QUIET_LOAD = 0.5;

const options = readOptions(process.argv.slice(2));
const cells = openCells(options.tune ? 'detection-tune' : 'detection');
const progress = createProgress(cells.all);
const startedAtMs = performance.now();
const say = (text: string): void => void process.stdout.write(`${text}\n`);

const isHere = ({ missing }: { readonly missing?: string }): boolean => missing === undefined;
const bugs = everyPlanted.filter(isHere).filter(options.wants);
const parts: Readonly<Record<string, readonly Job[]>> = {
  found: bugs.flatMap((bug) => foundJobs(cells, bug, options.seeds)),
  size: bugs.flatMap((bug) => sizeJobs(cells, bug, options.seeds.slice(0, SIZES))),
  correct: everyCorrect.filter(isHere).filter(options.wants).map((server) => correctJob(cells, server, options.plans)),
  naive: [...excusedJobs(cells, bugs), ...bugs.flatMap((bug) => naiveJobs(cells, bug))],
};

const isNew = ({ kind, place }: Job): boolean => cells.find(kind, place) === undefined;

/** One after the other: they measure time. */
async function runAll(jobs: readonly Job[]): Promise<void> {
  for (const job of jobs.filter(isNew)) {
    const text = await job.run();
    progress.done(job.kind, cells.find(job.kind, job.place)?.tookMs ?? 0);
    say(`${job.place.name}, ${text} · ${progress.line(performance.now() - startedAtMs)}`);
  }
}

/** The bugs that were missed too often, with more seeds. */
async function tryAgain(): Promise<void> {
  if (options.tune || options.seeds.at(-1) !== 20) return;
  const short = bugs.filter(({ name }) => isShort(cells.all, name));
  if (short.length === 0) return;
  say(`found too seldom, so tried with seeds 21 to 60: ${short.map(({ name }) => name).join(', ')}`);
  const further = short.flatMap((bug) => foundJobs(cells, bug, FURTHER_SEEDS));
  for (const job of further.filter(isNew)) progress.add(job.kind, 1);
  await runAll(further);
}

for (const part of options.parts) for (const job of parts[part]!.filter(isNew)) progress.add(job.kind, 1);
for (const { name, missing } of every.filter(options.wants)) if (missing !== undefined) say(`${name} is left out: nothing that can be used at ${missing}`);
const [load = 0] = loadavg();
say(`${cells.all.length} cells are there already (${cells.file})\n${progress.plan()}`);
if (load > QUIET_LOAD) say(`The machine does other things (load ${load.toFixed(1)}): times will be longer than they are.`);
for (const part of options.parts) {
  const partStartedAtMs = performance.now();
  await runAll(parts[part]!);
  if (part === 'found') await tryAgain();
  say(`part ${part}: ${clock(performance.now() - partStartedAtMs)}\n`);
}
say(`${report(cells.all)}\n\nCells: ${cells.file}`);
process.exit(0);
