import type { CheckResult, Finding, Verdict } from '../model/index.js';
import { addressText } from './address.js';
import { replayCommand } from './terminal/finding.js';
import { bound95 } from './terminal/summary.js';

/**
 * The report for machines: one JSON document, described by `schema/report.json`. Members are only ever added within a
 * version.
 *
 * @param result - already masked
 */
export function renderJson(result: CheckResult): string {
  return `${JSON.stringify(reportOf(result), null, 2)}\n`;
}

/**
 * The reports of several targets in one document, described by `schema/reports.json`: each as {@link renderJson} writes
 * it, in the order in which they were checked.
 *
 * @param results - already masked
 * @param together - the exit code of the whole call, and its sentence
 */
export function renderReports(results: readonly CheckResult[], together: Pick<CheckResult, 'exitCode' | 'exitReason'>): string {
  const { exitCode, exitReason } = together;
  const document = { format: 'retryproof-reports', version: 1, kit: results[0]?.kit ?? null, exitCode, exitReason, reports: results.map(reportOf) };
  return `${JSON.stringify(document, null, 2)}\n`;
}

function reportOf(result: CheckResult) {
  const { format, version, kit, name, target, seed, contract, calibration, situations, demands, stats, notes, trouble, exitCode, exitReason } = result;
  const verdicts = result.verdicts.map(verdictOf);
  return { format, version, kit, name: name ?? null, target, seed, contract, verdicts, situations, demands: (demands ?? []).map((demand) => ({ ...demand, more: demand.more ?? null })), stats, notes, calibration, trouble: trouble ?? null, exitCode, exitReason };
}

/** `cause`, `counterexample` and `reproduction` are those of the first finding; all are in `findings`. */
function verdictOf(verdict: Verdict) {
  const { id, statement, level, source, needs, had, exposed, overlap } = verdict;
  const findings = verdict.findings.map(findingOf);
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
    counterexample: first?.counterexample ?? null,
    reproduction: first?.reproduction ?? null,
    findings,
  };
}

function findingOf(finding: Finding) {
  const { cause, violation, plan, history, address, reproduction, consequences, seen, file } = finding;
  return {
    cause,
    sentence: violation.sentence,
    operation: violation.operation,
    attempts: violation.attempts,
    compare: violation.compare ?? null,
    seen,
    counterexample: { plan, salt: history.head.salt, startedAt: history.head.startedAt, events: history.events, file: file ?? null },
    reproduction: { ...reproduction, note: reproduction.note ?? null, seed: address.seed, address: addressText(address), command: replayCommand(finding) },
    consequences,
  };
}
