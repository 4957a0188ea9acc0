import { createBench } from '../../src/check/judging.js';
import { classify } from '../../src/contracts/index.js';
import { drawPlan } from '../../src/generate/index.js';
import type { PlanContext } from '../../src/generate/types.js';
import type { History, Property } from '../../src/model/index.js';

/** What a campaign costs that sends nothing, in microseconds of CPU per request. */
export interface Thinking {
  readonly generatingUs: number;
  readonly judgingUs: number;
}

/** Long enough for its code to be compiled, and then for the garbage that it makes to be collected. */
const LEAST_MS = 3_000;

/**
 * Draws the plans of a campaign's histories again, and judges, tallies and files the situations of these histories as the
 * campaign did: over and over, with nothing in between, and measured once that has gone on for a while. It is what the work
 * itself takes; within a campaign it takes several times as long, where code is still cold and caches hold something else.
 *
 * @param histories - as a campaign keeps them for its last look: all of them, or the latest of very many
 */
export function thinking(histories: readonly History[], context: PlanContext, properties: readonly Property[]): Thinking {
  const { judge } = createBench(properties, classify);
  const requests = histories.reduce((sum, history) => sum + requestsOf(history), 0);
  const perRequest = (work: (history: History) => unknown): number => cpuOf(() => histories.forEach(work)) / requests;
  return { generatingUs: perRequest(({ head }) => drawPlan(head.plan.address, context)), judgingUs: perRequest(judge) };
}

/** Those of a crowd are in the record as their count. */
function requestsOf({ events }: History): number {
  let count = 0;
  for (const event of events) {
    if (event.type === 'invoke') count += 1;
    else if (event.type === 'crowd' && event.what === 'end') count += event.count;
  }
  return count;
}

/** User and system time of one round, in microseconds, when it is warm. */
function cpuOf(round: () => void): number {
  repeat(round);
  const before = process.cpuUsage();
  const rounds = repeat(round);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / rounds;
}

/** @returns how many rounds fill the time */
function repeat(round: () => void): number {
  const endsAtMs = performance.now() + LEAST_MS;
  let rounds = 0;
  for (; performance.now() < endsAtMs; rounds += 1) round();
  return rounds;
}
