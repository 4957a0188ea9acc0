import type { CheckResult, Finding, Verdict } from '../model/index.js';
import { addressText } from './address.js';
import { againText } from './again.js';
import type { Explain } from './terminal/finding.js';
import { adviceOn } from './terminal/finding.js';
import { bound95 } from './terminal/summary.js';

/**
 * The report for machines: one JSON document, described by `schema/report.json`. Members are only ever added within a
 * version.
 *
 * @param result - already masked
 * @param explain - what causes mean; absent: a finding has only the advice that its own history gave
 */
export function renderJson(result: CheckResult, explain: Explain = noAdvice): string {
  return `${JSON.stringify(reportOf(result, explain), null, 2)}\n`;
}

/**
 * The reports of several targets in one document, described by `schema/reports.json`: each as {@link renderJson} writes
 * it, in the order in which they were checked.
 *
 * @param results - already masked
 * @param together - the exit code of the whole call, and its sentence
 * @param explain - as for {@link renderJson}
 */
export function renderReports(results: readonly CheckResult[], together: Pick<CheckResult, 'exitCode' | 'exitReason'>, explain: Explain = noAdvice): string {
  const { exitCode, exitReason } = together;
  const document = { format: 'retryproof-reports', version: 1, kit: results[0]?.kit ?? null, exitCode, exitReason, reports: results.map((result) => reportOf(result, explain)) };
  return `${JSON.stringify(document, null, 2)}\n`;
}

const noAdvice: Explain = () => undefined;

function reportOf(result: CheckResult, explain: Explain) {
  const { format, version, kit, name, target, seed, contract, calibration, situations, demands, stats, notes, trouble, exitCode, exitReason } = result;
  const verdicts = result.verdicts.map((verdict) => verdictOf(verdict, explain));
  return { format, version, kit, name: name ?? null, target, seed, contract, verdicts, situations, demands: (demands ?? []).map((demand) => ({ ...demand, more: demand.more ?? null })), stats, notes, calibration, trouble: trouble ?? null, exitCode, exitReason };
}

/** `cause`, `counterexample` and `reproduction` are those of the first finding; all are in `findings`. */
function verdictOf(verdict: Verdict, explain: Explain) {
  const { id, statement, level, source, needs, had, exposed, overlap } = verdict;
  const findings = verdict.findings.map((finding) => findingOf(finding, explain));
  const [first] = findings;
  return {
    id,
    verdict: verdict.verdict,
    cause: first?.cause ?? null,
    statement,
    level,
    source,
    needs,
    had,
    exposed,
    overlap: overlap ?? null,
    bound95: verdict.verdict === 'pass' ? bound95(exposed) : null,
    reason: verdict.reason ?? null,
    way: verdict.way ?? null,
    counterexample: first?.counterexample ?? null,
    reproduction: first?.reproduction ?? null,
    findings,
  };
}

function findingOf(finding: Finding, explain: Explain) {
  const { cause, violation, plan, history, address, reproduction, consequences, seen, file, saved } = finding;
  return {
    cause,
    sentence: violation.sentence,
    operation: violation.operation,
    attempts: violation.attempts,
    compare: violation.compare ?? null,
    seen,
    advice: adviceOn(finding, explain) ?? null,
    history: { id: history.head.id, file: saved?.file ?? file ?? null },
    counterexample: { plan, salt: history.head.salt, startedAt: history.head.startedAt, events: history.events, file: file ?? null },
    reproduction: { ...reproduction, note: reproduction.note ?? null, seed: address.seed, address: addressText(address), command: againText(finding) ?? '' },
    consequences,
  };
}
