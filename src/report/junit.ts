import type { CheckResult, Verdict } from '../model/index.js';
import { boundText, wasViolated } from './terminal/summary.js';
import { rateText, replayCommand } from './terminal/finding.js';

/**
 * JUnit's XML: one test case per property. What was not checked is skipped, with its reason; a run that came to no
 * verdict is an error of the suite, so that no CI shows it as green.
 *
 * @param result - already masked
 */
export function renderJunit(result: CheckResult): string {
  const failures = result.verdicts.filter(({ verdict }) => verdict === 'fail').length;
  const skipped = result.verdicts.filter(({ verdict }) => verdict === 'skip' || verdict === 'unknown').length;
  const errored = result.exitCode !== 0 && result.exitCode !== 1;
  const tests = result.verdicts.length + (errored ? 1 : 0);
  const seconds = (result.stats.elapsedMs / 1000).toFixed(3);
  const suite = `name=${attribute(`retryproof ${result.target}`)} tests="${tests}" failures="${failures}" errors="${errored ? 1 : 0}" skipped="${skipped}" time="${seconds}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites ${suite}>`,
    `  <testsuite ${suite}>`,
    `    <properties><property name="seed" value="${result.seed}"/><property name="contract" value=${attribute(result.contract.name)}/></properties>`,
    ...result.verdicts.map(testcase),
    ...(errored ? [`    <testcase classname="retryproof" name="outcome"><error message=${attribute(result.exitReason)}>${text(result.trouble?.hint ?? '')}</error></testcase>`] : []),
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

function testcase(verdict: Verdict): string {
  const head = `    <testcase classname="retryproof" name=${attribute(verdict.id)}`;
  if (verdict.verdict === 'pass') return `${head}><system-out>${text(boundText(verdict))}</system-out></testcase>`;
  if (verdict.verdict !== 'fail') return `${head}><skipped message=${attribute(`${wasViolated(verdict) ? 'no pass' : verdict.verdict}: ${verdict.reason ?? 'nothing put it to the test'}`)}/></testcase>`;
  const [first] = verdict.findings;
  const details = verdict.findings.flatMap((finding) => [
    `${finding.cause}: ${finding.violation.sentence}`,
    `fails in: ${rateText(finding)}`,
    `run again: ${replayCommand(finding)}`,
  ]);
  const body = [`${verdict.statement} (${verdict.level}; ${verdict.source})`, ...details].join('\n');
  return `${head}><failure type=${attribute(first?.cause ?? 'fail')} message=${attribute(first?.violation.sentence ?? verdict.statement)}>${text(body)}</failure></testcase>`;
}

function text(value: string): string {
  return lawful(value).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function attribute(value: string): string {
  return `"${text(value).replaceAll('"', '&quot;').replaceAll('\n', '&#10;')}"`;
}

/** XML 1.0 has no way to write most control characters. */
function lawful(value: string): string {
  return [...value].map((character) => (/[\t\n\r]/.test(character) || (character >= ' ' && !/[\u007f\ufffe\uffff\ud800-\udfff]/.test(character)) ? character : '\u{fffd}')).join('');
}
