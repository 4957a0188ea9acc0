import { properties } from '../../properties/index.js';
import { check } from '../../src/check/index.js';
import { createBench } from '../../src/check/judging.js';
import { classify } from '../../src/contracts/index.js';
import type { Finding, History } from '../../src/model/index.js';
import { operationsOf } from '../../src/model/index.js';
import type { Failure } from '../../src/run/judging.js';
import { findingsOf, optionsOf } from '../../test/e2e/zoo/run.js';
import type { ZooServer } from '../../test/zoo/index.js';
import { prepareServer, startServer } from '../server/server.js';

export interface Found {
  readonly found: boolean;
  /** From the start of the run, calibration included, to the first violation; the whole run where there was none. */
  readonly ms: number;
  /** Received by the server until then, reads of the probes included; where the kit has started it, sent by the kit. */
  readonly requests: number;
  /** Where it was not found: `property/cause` of what the run reported instead. */
  readonly instead?: readonly string[];
}

/**
 * Says of each history of a run whether the property that is meant to see the bug has spoken by now. What a lawful server
 * could have done once is counted along, as the kit does, until the rates of cases and base part.
 */
function listener({ intended }: ZooServer): (history: History) => boolean {
  const bench = createBench(properties, classify);
  const mine: Failure[] = [];
  return (history) => {
    // The last look sends no plan anew.
    const { failures } = history.head.id.endsWith('-late') ? bench.rejudge(history) : bench.judge(history);
    mine.push(...failures.filter(({ property }) => property === intended));
    return mine.some((failure) => bench.isFinding(failure));
  };
}

/** One run at default settings, ended at the first violation by the property that is meant to see the bug. */
export async function firstViolation(server: ZooServer, seed: number): Promise<Found> {
  const running = await startServer(server.name);
  const stop = new AbortController();
  const startedAtMs = performance.now();
  const speaks = listener(server);
  let calibrated = false;
  let sent = 0;
  const received = async (): Promise<number> => {
    const until = sent;
    return (await running.received()) || until;
  };
  let first: { readonly ms: number; readonly requests: Promise<number> } | undefined;
  try {
    const result = await check(await optionsOf(running, running.url, ['--seed', String(seed)]), {
      signal: stop.signal,
      onHistory(history) {
        if (!calibrated || first !== undefined || !speaks(history)) return;
        first = { ms: performance.now() - startedAtMs, requests: received() };
        stop.abort();
        prepareServer();
      },
      onProgress({ phase, requests }) {
        calibrated ||= phase === 'campaign';
        sent = requests;
      },
    });
    if (first !== undefined) return { found: true, ms: Math.round(first.ms), requests: await first.requests };
    return { found: false, ms: Math.round(performance.now() - startedAtMs), requests: await received(), instead: findingsOf(result) };
  } finally {
    await running.close();
  }
}

export interface Counterexample {
  /** Absent where it was not found. */
  readonly sendings?: number;
  /** Reruns alone, and how many of them failed. */
  readonly runs?: number;
  readonly failures?: number;
  readonly minimal?: boolean;
  /** Why it is not minimal. */
  readonly note?: string;
  /** Of the whole run. */
  readonly ms: number;
}

/** One whole run at default settings, shrinking included, for the one property: how large is what it hands over? */
export async function counterexample(server: ZooServer, seed: number): Promise<Counterexample> {
  const running = await startServer(server.name);
  try {
    const { verdicts, stats } = await check(await optionsOf(running, running.url, ['--seed', String(seed), '--property', String(server.intended)]));
    const finding = verdicts.find(({ id }) => id === server.intended)?.findings[0];
    if (finding === undefined) return { ms: stats.elapsedMs };
    const { runs, failures, minimal, note } = finding.reproduction;
    return { sendings: sendingsOf(finding), runs, failures, minimal, ...(note === undefined ? {} : { note }), ms: stats.elapsedMs };
  } finally {
    await running.close();
  }
}

/** Planned attempts, the crowd, and the retry of an operation that was sent once, where that retry is part of the violation. */
function sendingsOf({ plan, history, violation }: Finding): number {
  const retried = new Set(
    history.events.flatMap((event) => (event.type === 'invoke' && (event.phase === 'settle' || event.phase === 'resend') && violation.attempts.includes(event.attempt) ? [event.operation] : [])),
  );
  const operations = operationsOf(plan).map(({ id, attempts }) => attempts.length + (attempts.length === 1 && retried.has(id) ? 1 : 0));
  return [...operations, ...plan.crowd.map(({ count }) => count)].reduce((sum, each) => sum + each, 0);
}
