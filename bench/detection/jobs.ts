import { demos } from '../../test/unit/zoo/demos.js';
import type { ZooServer } from '../../test/zoo/index.js';
import { everyPlanted } from '../../test/zoo/every.js';
import { alarmsOn } from '../alarms/alarms.js';
import { metIn } from '../alarms/met.js';
import type { Cells, Kind, Place } from './cells.js';
import { counterexample, firstViolation } from './kit.js';
import { medianOf } from './median.js';
import { hunt } from './naive/hunt.js';
import { naiveTests } from './naive/tests.js';

/** One cell that is to be measured. */
export interface Job {
  readonly kind: Kind;
  readonly place: Place;
  /** Measures it, unless that was done before, and says what came out. */
  run(): Promise<string>;
}

/** A naive test goes on for as long as the kit needs for that bug, and at least so long: longer than the kit needs for most. */
const LEAST_HUNT_MS = 3_000;
/** As long as the kit goes on by default where it finds nothing. */
const MOST_HUNT_MS = 20_000;
const EXCUSE_MS = 3_000;

/** Runs to the first violation. */
export function foundJobs(cells: Cells, server: ZooServer, seeds: readonly number[]): Job[] {
  return seeds.map((seed) => ({
    kind: 'found',
    place: { name: server.name, trial: seed },
    async run() {
      const { found, ms, requests, instead = [] } = await cells.once('found', this.place, () => firstViolation(server, seed));
      return `seed ${seed}: ${found ? 'found' : 'MISSED'} after ${ms} ms, ${requests} requests${found ? '' : `; reported: ${instead.join(', ') || 'nothing'}`}`;
    },
  }));
}

/** Whole runs. */
export function sizeJobs(cells: Cells, server: ZooServer, seeds: readonly number[]): Job[] {
  return seeds.map((seed) => ({
    kind: 'size',
    place: { name: server.name, trial: seed },
    async run() {
      const { sendings, runs, failures, note, ms } = await cells.once('size', this.place, () => counterexample(server, seed));
      return `seed ${seed}: ${sendings === undefined ? 'no counterexample' : `${sendings} sendings, fails in ${failures} of ${runs}${note === undefined ? '' : ` (${note})`}`}, ${ms} ms`;
    },
  }));
}

/** Runs on servers that are right. */
export function correctJob(cells: Cells, server: ZooServer, plans: number): Job {
  return {
    kind: 'correct',
    place: { name: server.name, trial: plans },
    async run() {
      const value = await cells.once('correct', this.place, () => alarmsOn(server, plans, 1));
      return `${value.plans} plans${metIn(value.met)}, exit ${value.exitCode}, ${value.raised.length === 0 ? 'nothing raised' : value.raised.join(', ')}`;
    },
  };
}

/** What naive tests say of the correct relatives, once for all bugs that have it and are described alike. */
export function excusedJobs(cells: Cells, servers: readonly ZooServer[]): Job[] {
  const first = [...new Set(servers.map(representative))];
  return first.flatMap((server) =>
    Object.keys(naiveTests).map((test): Job => ({
      kind: 'excused',
      place: { name: server.name, trial: 1, test },
      async run() {
        const { failed } = await cells.once('excused', this.place, () => hunt({ server: plainOf(server), host: relativeOf(server), test, budgetMs: EXCUSE_MS }));
        return `${test} on ${relativeOf(server)}: ${failed.length === 0 ? 'nothing fails' : `excused: ${failed.join(', ')}`}`;
      },
    })),
  );
}

/** What naive tests say of a bug. */
export function naiveJobs(cells: Cells, server: ZooServer): Job[] {
  const { name } = server;
  return Object.keys(naiveTests).map((test): Job => ({
    kind: 'naive',
    place: { name, trial: 1, test },
    async run() {
      const excused = cells.find('excused', { name: representative(server).name, trial: 1, test })?.value.failed ?? [];
      const value = await cells.once('naive', this.place, () => hunt({ server: plainOf(server), host: name, test, budgetMs: huntMs(cells, name), excused }));
      return `${test}: ${value.found ? `found (${value.failed.filter((each) => !excused.includes(each)).join(', ')})` : 'not found'} after ${value.ms} ms, ${value.requests} requests`;
    },
  }));
}

/** The kit's own time: its median to the first violation of this bug, calibration included. */
export function huntMs(cells: Pick<Cells, 'all'>, name: string): number {
  const took = cells.all.flatMap((cell) => (cell.kind === 'found' && cell.name === name ? [cell.value.ms] : []));
  return Math.min(MOST_HUNT_MS, Math.max(LEAST_HUNT_MS, medianOf(took) ?? 0));
}

const relativeOf = ({ name, twin }: ZooServer): string => twin ?? demos[name]?.relative ?? name;
const plainOf = (server: ZooServer): ZooServer => server.plain ?? server;
const described = (server: ZooServer): string => JSON.stringify([relativeOf(server), plainOf(server).flags('')]);

/** The first bug with the same correct relative and the same flags. */
function representative(server: ZooServer): ZooServer {
  return everyPlanted.find((each) => described(each) === described(server)) ?? server;
}
