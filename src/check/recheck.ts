import { properties } from '../../properties/index.js';
import { classify } from '../contracts/index.js';
import { planSize } from '../generate/index.js';
import { exitOf, verdictsOf } from '../judge/index.js';
import type { CheckResult, Finding, History, HistoryEvent } from '../model/index.js';
import type { Failure } from '../run/judging.js';
import { failureKey, weightOf } from '../run/judging.js';
import { createBench } from './judging.js';
import { mostlyTurnedAway } from './notes.js';
import { isQuestion } from './plans.js';
import { planOf } from './saved.js';
import { kitVersion } from './version.js';

/**
 * Judges saved histories again, with today's properties and no target. Those of calibration are no more judged than they were.
 *
 * @param whereOf - what to call a history in messages; default by its id
 * @throws UsageError where a history's plan or contract is none
 */
export function recheck(saved: readonly History[], whereOf: (history: History) => string = ({ head }) => `history ${head.id}`): CheckResult {
  const asked = saved.filter(({ head }) => !isQuestion(head.plan));
  for (const history of asked) planOf(history, whereOf(history));
  // A later look at an execution goes on where the first one ended, whichever was named first.
  const histories = asked.toSorted((a, b) => a.events.length - b.events.length);
  const bench = createBench(properties, classify);
  const sightings = new Map<string, Sighting>();
  // One execution may have been saved twice (looked at again later, or as a counterexample too): its plan counts once.
  const salts = new Set<string>();
  for (const history of histories) {
    const { salt } = history.head;
    const { failures } = salts.has(salt) ? bench.judgeLate(history) : bench.judge(history);
    salts.add(salt);
    for (const failure of failures) see(sightings, failure, history);
  }
  // What is only suspected in one history is a finding where all of them together bear it out.
  const findings = [...sightings.values()].filter(({ failure }) => bench.isFinding(failure)).map(findingOf);
  const head = asked.at(-1)?.head;
  const contract = head?.contract ?? { version: 1, name: 'none' };
  const situations = Object.fromEntries(bench.reached);
  const probed = head?.calibration.probes.some(({ route, unit }) => route === 0 && unit > 0) === true;
  const judged = verdictsOf(bench.tally, findings, [...(probed ? (['probe'] as const) : []), ...(histories.some(hasKey) ? (['key'] as const) : [])]);
  // What a check would have to be given is no use to whoever judges what is saved: nothing is sent here.
  const verdicts = judged.map(({ way: _, ...verdict }) => verdict);
  const { exitCode, exitReason } = exitOf({ verdicts, situations, require: [], natural: contract.natural === true, probed, turned: bench.turned, saved: true });
  return {
    format: 'retryproof-report', version: 1, kit: kitVersion(), target: 'saved history', seed: head?.plan.address.seed ?? 0, contract, notes: mostlyTurnedAway(bench.turned, true),
    calibration: head?.calibration ?? null, verdicts, situations,
    stats: { plans: salts.size, requests: countOf(histories, 'invoke'), probeReads: countOf(histories, 'probe'), elapsedMs: 0, requestsPerSecond: 0, concurrency: 0 },
    exitCode, exitReason,
  };
}

function hasKey({ events }: History): boolean {
  return events.some((event) => event.type === 'invoke' && event.key !== undefined);
}

function countOf(histories: readonly History[], type: HistoryEvent['type']): number {
  return histories.reduce((sum, { events }) => sum + events.filter((event) => event.type === type).length, 0);
}

interface Sighting {
  readonly failure: Failure;
  readonly history: History;
  /** Salts of the executions that show it. */
  readonly seen: ReadonlySet<string>;
}

/** The smallest plan speaks for all histories that show the same, and one that proves it before any that only lets it be suspected. */
function see(sightings: Map<string, Sighting>, failure: Failure, history: History): void {
  const key = failureKey(failure);
  const known = sightings.get(key);
  const weight = (each: Pick<Sighting, 'failure' | 'history'>): number => weightOf({ ...each, plan: each.history.head.plan }, planSize);
  const isBetter = known === undefined || weight({ failure, history }) < weight(known);
  const seen = new Set([...(known?.seen ?? []), history.head.salt]);
  sightings.set(key, isBetter ? { failure, history, seen } : { ...known, seen });
}

function findingOf({ failure, history, seen }: Sighting): Finding {
  const { property, cause, violation, consequences } = failure;
  const { plan } = history.head;
  const reproduction = { runs: 0, failures: 0, minimal: false, candidates: 0, note: 'judged from a saved history' };
  return { property, cause, violation, consequences, plan, history, address: plan.address, seen: seen.size, reproduction, saved: { history: history.head.id } };
}
