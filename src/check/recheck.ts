import { properties } from '../../properties/index.js';
import { classify } from '../contracts/index.js';
import { createTally, exitOf, judgeHistory, situationsOf, verdictsOf } from '../judge/index.js';
import type { CheckResult, Finding, History } from '../model/index.js';
import { readFacts } from '../model/index.js';
import { planSize } from '../generate/index.js';
import { failureKey } from '../run/judging.js';
import { kitVersion } from './version.js';

/** Judges saved histories again, with today's properties and no target. */
export function recheck(histories: readonly History[]): CheckResult {
  const tally = createTally(properties);
  const situations: { [name: string]: number } = {};
  const findings = new Map<string, Finding>();
  for (const history of histories) {
    const verdict = judgeHistory(history, properties, classify);
    tally.add(verdict);
    for (const situation of situationsOf(readFacts(history, classify))) situations[situation] = (situations[situation] ?? 0) + 1;
    for (const { property, cause, violation, consequences } of verdict.findings) {
      const key = failureKey({ property, cause });
      const known = findings.get(key);
      const { plan } = history.head;
      if (known !== undefined && planSize(known.plan) <= planSize(plan)) findings.set(key, { ...known, seen: known.seen + 1 });
      else {
        const reproduction = { runs: 0, failures: 0, minimal: false, candidates: 0, note: 'judged from a saved history: nothing was run again' };
        findings.set(key, { property, cause, violation, consequences, plan, history, address: plan.address, seen: (known?.seen ?? 0) + 1, reproduction });
      }
    }
  }
  const head = histories[0]?.head;
  const contract = head?.contract ?? { version: 1, name: 'none' };
  const verdicts = verdictsOf(tally, [...findings.values()], []);
  const { exitCode, exitReason } = exitOf({ verdicts, situations, require: [], natural: contract.natural === true });
  return {
    format: 'retryproof-report', version: 1, kit: kitVersion(), target: 'saved history', seed: head?.plan.address.seed ?? 0, contract, notes: [],
    calibration: head?.calibration ?? null, verdicts, situations,
    stats: { plans: histories.length, requests: 0, probeReads: 0, elapsedMs: 0, requestsPerSecond: 0, concurrency: 0 },
    exitCode, exitReason,
  };
}
