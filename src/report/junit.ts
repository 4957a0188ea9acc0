import type { CheckResult, Finding, Verdict } from '../model/index.js';
import { whyText } from '../model/index.js';
import { againText } from './again.js';
import { provenText } from './terminal/finding.js';
import { boundText, ownsItsSeed, wasViolated } from './terminal/summary.js';

/**
 * JUnit's XML: a suite per target, a test case per property. What was not checked is skipped, with its reason; what a run
 * came to besides (no verdict, or a broken promise that no property shows) is a case of its own, so that no CI shows it as
 * green. Reasons stand in the text as well as in `message`, since GitLab shows the one and Jenkins the other. A suite's
 * time is shared out among what was checked: GitLab adds up the cases, Jenkins reads the suite.
 *
 * @param results - one, or several that were checked in one call; already masked
 */
export function renderJunit(results: CheckResult | readonly CheckResult[]): string {
  const suites = [results].flat().map(suiteOf);
  const [first] = suites;
  const all = suites.length === 1 && first !== undefined ? first.head : headOf('retryproof', sumOf(suites.map(({ counts }) => counts)));
  return ['<?xml version="1.0" encoding="UTF-8"?>', `<testsuites ${all}>`, ...suites.flatMap(({ lines }) => lines), '</testsuites>', ''].join('\n');
}

interface Counts {
  readonly tests: number;
  readonly failures: number;
  readonly errors: number;
  readonly skipped: number;
  readonly seconds: number;
}

interface Suite {
  readonly head: string;
  readonly counts: Counts;
  readonly lines: readonly string[];
}

function suiteOf(result: CheckResult): Suite {
  const { verdicts, name, target, seed, contract, stats } = result;
  const outcome = outcomeCase(result);
  const skipped = verdicts.filter(isSkipped).length;
  const counts: Counts = {
    tests: verdicts.length + (outcome === undefined ? 0 : 1),
    failures: verdicts.filter(({ verdict }) => verdict === 'fail').length + (outcome?.kind === 'failure' ? 1 : 0),
    errors: outcome?.kind === 'error' ? 1 : 0,
    skipped,
    seconds: stats.elapsedMs / 1000,
  };
  const head = headOf(name === undefined ? `retryproof ${target}` : `retryproof ${name}: ${target}`, counts);
  const place: Place = { classname: name === undefined ? 'retryproof' : `retryproof.${name}`, seconds: verdicts.length === skipped ? 0 : counts.seconds / (verdicts.length - skipped) };
  const properties = { ...(ownsItsSeed(result) ? { seed: String(seed) } : {}), contract: contract.name, target, plans: String(stats.plans), requests: String(stats.requests) };
  const lines = [
    `  <testsuite ${head}>`,
    `    <properties>${Object.entries(properties).map(([key, value]) => `<property name="${key}" value=${attribute(value)}/>`).join('')}</properties>`,
    ...verdicts.map((verdict) => verdictCase(verdict, place)),
    ...(outcome === undefined ? [] : [testcase(place.classname, 'outcome', verdicts.length === skipped ? counts.seconds : 0, `<${outcome.kind} type="exit ${result.exitCode}" message=${attribute(result.exitReason)}>${text(outcome.text)}</${outcome.kind}>`)]),
    '  </testsuite>',
  ];
  return { head, counts, lines };
}

interface Place {
  readonly classname: string;
  /** Of a case that was checked. */
  readonly seconds: number;
}

/** What no property's case says. */
function outcomeCase({ exitCode, exitReason, trouble, verdicts }: CheckResult): { readonly kind: 'failure' | 'error'; readonly text: string } | undefined {
  const said = [exitReason, ...(trouble?.hint === undefined ? [] : [trouble.hint])].join('\n');
  if (exitCode === 0) return undefined;
  if (exitCode === 1) return verdicts.some(({ verdict }) => verdict === 'fail') ? undefined : { kind: 'failure', text: said };
  return { kind: 'error', text: said };
}

function headOf(name: string, { tests, failures, errors, skipped, seconds }: Counts): string {
  return `name=${attribute(name)} tests="${tests}" failures="${failures}" errors="${errors}" skipped="${skipped}" time="${seconds.toFixed(3)}"`;
}

function sumOf(all: readonly Counts[]): Counts {
  const sum = (of: keyof Counts): number => all.reduce((total, counts) => total + counts[of], 0);
  return { tests: sum('tests'), failures: sum('failures'), errors: sum('errors'), skipped: sum('skipped'), seconds: sum('seconds') };
}

function isSkipped({ verdict }: Verdict): boolean {
  return verdict === 'skip' || verdict === 'unknown';
}

function testcase(classname: string, name: string, seconds: number, inside: string): string {
  return `    <testcase classname=${attribute(classname)} name=${attribute(name)} time="${seconds.toFixed(3)}">${inside}</testcase>`;
}

function verdictCase(verdict: Verdict, { classname, seconds }: Place): string {
  if (isSkipped(verdict)) {
    const why = `${wasViolated(verdict) ? 'no pass' : verdict.verdict}: ${whyText(verdict) ?? 'nothing put it to the test'}`;
    return testcase(classname, verdict.id, 0, `<skipped message=${attribute(why)}>${text(why)}</skipped>`);
  }
  if (verdict.verdict === 'pass') return testcase(classname, verdict.id, seconds, `<system-out>${text(boundText(verdict))}</system-out>`);
  const [first] = verdict.findings;
  const body = [`${verdict.statement} (${verdict.level}; ${verdict.source})`, ...verdict.findings.flatMap(detailsOf)].join('\n');
  return testcase(classname, verdict.id, seconds, `<failure type=${attribute(first?.cause ?? 'fail')} message=${attribute(first?.violation.sentence ?? verdict.statement)}>${text(body)}</failure>`);
}

function detailsOf(finding: Finding): string[] {
  const proven = provenText(finding).join(': ').replace(/^./, (letter) => letter.toLowerCase());
  const again = againText(finding);
  return [`${finding.cause}: ${finding.violation.sentence}`, proven, ...(again === undefined ? [] : [`run again: ${again}`])];
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
