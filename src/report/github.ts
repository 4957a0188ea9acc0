import type { CheckResult, Finding, Verdict } from '../model/index.js';
import { whyText } from '../model/index.js';
import { againText } from './again.js';
import { code, fenced, markdown } from './markdown.js';
import type { Explain } from './terminal/finding.js';
import { adviceOn, provenText } from './terminal/finding.js';
import type { Outcome } from './terminal/outcome.js';
import { outcomeText, outcomeWord } from './terminal/outcome.js';
import { followUps } from './terminal/follow-ups.js';
import { laneText, schedule } from './terminal/schedule.js';
import { styleOf } from './terminal/style.js';
import { boundText, ownsItsSeed, wasViolated } from './terminal/summary.js';
import { timeline } from './terminal/timeline.js';

/** GitHub shows so many annotations of one kind a step, and drops the rest without a word. */
const SHOWN = 10;
/** Columns of a timeline in a summary. */
const WIDTH = 100;

/**
 * GitHub's workflow commands: an annotation for each finding, and one for a run that did not pass and has none. Empty
 * where all passed.
 *
 * @param results - already masked
 */
export function renderAnnotations(results: readonly CheckResult[]): string {
  const all = results.flatMap((result) => {
    const found = result.verdicts.flatMap(({ findings }) => findings.map((finding) => annotation('error', titleOf(result, `${finding.property} (${finding.cause})`), findingText(finding))));
    if (found.length > 0 || result.exitCode === 0) return found;
    const kind = result.exitCode === 4 || result.exitCode === 130 ? 'warning' : 'error';
    return [annotation(kind, titleOf(result, outcomeWord(result.exitCode)), [result.exitReason, result.trouble?.hint ?? ''].filter((text) => text !== '').join('\n'))];
  });
  const rest = all.length - SHOWN;
  const more = rest > 0 ? [annotation('notice', 'retryproof', `${rest} more in the log and in the job summary`)] : [];
  return [...all.slice(0, SHOWN), ...more].map((line) => `${line}\n`).join('');
}

function titleOf({ name }: CheckResult, title: string): string {
  return `retryproof: ${name === undefined ? '' : `${name}: `}${title}`;
}

function findingText(finding: Finding): string {
  const again = againText(finding);
  return [finding.violation.sentence, ...schedule(finding.plan), provenText(finding).join(': '), ...(again === undefined ? [] : [`Run again: ${again}`])].join('\n');
}

function annotation(kind: 'error' | 'warning' | 'notice', title: string, text: string): string {
  return `::${kind} title=${dataOf(title).replaceAll(':', '%3A').replaceAll(',', '%2C')}::${dataOf(text)}`;
}

/** What would end the command, or begin an escape. */
function dataOf(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

/**
 * A summary of the job, in GitHub's Markdown: the outcome, each finding with its schedule and how to run it again, and a
 * table of all properties.
 *
 * @param results - already masked
 * @param together - the outcome of the whole call
 */
export function renderJobSummary(results: readonly CheckResult[], together: Outcome, explain: Explain): string {
  const [only] = results;
  const parts = results.length === 1 && only !== undefined ? targetSection(only, explain, 2) : [`## retryproof: ${markdown(outcomeText(together))}`, ...results.flatMap((result) => targetSection(result, explain, 3))];
  return `${parts.join('\n\n')}\n\n`;
}

function targetSection(result: CheckResult, explain: Explain, depth: number): string[] {
  const { name, target, contract, seed, stats, trouble } = result;
  const heading = `${'#'.repeat(depth)} ${name === undefined ? (depth === 2 ? 'retryproof' : code(target)) : code(name)}: ${markdown(outcomeText(result))}`;
  const about = `${code(target)} · contract ${code(contract.name)}${ownsItsSeed(result) ? ` · seed ${seed}` : ''} · ${stats.plans.toLocaleString('en-US')} plans, ${stats.requests.toLocaleString('en-US')} requests in ${(stats.elapsedMs / 1000).toFixed(1)} s`;
  const findings = result.verdicts.flatMap((verdict) => verdict.findings.flatMap((finding) => findingSection(finding, verdict, explain, depth + 1)));
  return [heading, about, ...(trouble?.hint === undefined ? [] : [`Try: ${markdown(trouble.hint)}`]), ...findings, ...table(result.verdicts)];
}

function findingSection(finding: Finding, { statement, level, source }: Verdict, explain: Explain, depth: number): string[] {
  const text = adviceOn(finding, explain);
  const again = againText(finding);
  return [
    `${'#'.repeat(depth)} ✗ ${markdown(finding.property)} (${markdown(finding.cause)})`,
    `**${markdown(finding.violation.sentence)}**`,
    [
      `- Requirement: ${markdown(`${statement} (${level}; ${source})`)}`,
      ...[...schedule(finding.plan), ...followUps(finding)].map((line) => `- Schedule: ${markdown(line)}`),
      `- Lane: ${markdown(laneText(finding.plan.lane))}`,
      ...(text === undefined ? [] : [`- Most likely: ${markdown(text.means)}`, `- Try first: ${markdown(text.fix)}`]),
      ...finding.consequences.map(({ property, sentence }) => `- Hence also: ${markdown(`${property}: ${sentence}`)}`),
      `- ${markdown(provenText(finding).join(': '))}`,
    ].join('\n'),
    ...(again === undefined ? [] : [fenced(again, 'sh')]),
    `<details><summary>What happened</summary>\n\n${fenced(timeline(finding, styleOf(false, WIDTH)).join('\n'), 'text')}\n\n</details>`,
  ];
}

function table(verdicts: readonly Verdict[]): string[] {
  if (verdicts.length === 0) return [];
  const rows = verdicts.map((verdict) => `| ${signOf(verdict)} | ${code(verdict.id)} | ${markdown(whyOf(verdict))} |`);
  return [['| | Property | |', '|---|---|---|', ...rows].join('\n')];
}

function signOf(verdict: Verdict): string {
  if (wasViolated(verdict)) return '✗';
  return { pass: '✓', fail: '✗', skip: '–', unknown: '?' }[verdict.verdict];
}

function whyOf(verdict: Verdict): string {
  if (verdict.verdict === 'pass') return boundText(verdict);
  if (verdict.verdict === 'fail') return `violated: ${[...new Set(verdict.findings.map(({ cause }) => cause))].join(', ')}`;
  return `${wasViolated(verdict) ? 'also violated' : verdict.verdict === 'skip' ? 'not promised' : 'not checked'}: ${whyText(verdict) ?? 'nothing put it to the test'}`;
}
