import type { Again } from './again.js';
import type { CheckResult, Finding, Verdict } from '../model/index.js';
import type { Explain, Requirement } from './terminal/finding.js';
import { renderFinding, renderStory } from './terminal/finding.js';
import type { Outcome } from './terminal/outcome.js';
import { outcomeText } from './terminal/outcome.js';
import type { Replay } from './terminal/replay.js';
import { replayLines } from './terminal/replay.js';
import type { Style } from './terminal/style.js';
import { labelled, plural, styleOf, wrap } from './terminal/style.js';
import { renderCampaign, renderContract, renderNotChecked, renderPassed, renderViolated } from './terminal/summary.js';

export interface TerminalOptions {
  /** What causes mean; absent: the report gives no advice. */
  readonly explain?: Explain;
  /** Default false. */
  readonly color?: boolean;
  /** Columns; default 100. */
  readonly width?: number;
  /** How to run the same again with a seed; default the command line's way. */
  readonly again?: Again;
}

/**
 * The report for people. Findings first, since they are why somebody reads it; what the outcome is and why, last.
 *
 * @param result - already masked
 */
export function renderTerminal(result: CheckResult, { explain = noAdvice, color = false, width = 100, again }: TerminalOptions = {}): string {
  const style = styleOf(color, width, again);
  const findings = result.verdicts.flatMap((verdict) => verdict.findings.map((finding) => renderFinding(finding, verdict, explain, style)));
  const ran = result.stats.plans > 0 || result.calibration !== null;
  const lines = [
    '',
    [style.colors.bold(`retryproof ${result.kit}`), ...(result.name === undefined ? [] : [style.colors.bold(result.name)]), result.target].join(` ${style.colors.dim('·')} `),
    '',
    ...findings.flat(),
    ...(ran ? [...renderContract(result, style), ...renderPassed(result, style), ...renderViolated(result, style), ...renderNotChecked(result, style), ...renderCampaign(result, style)] : []),
    ...renderEnd(result, style),
  ];
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`;
}

/**
 * What a failing test shows: findings, deviations from the contract, trouble and the outcome. The rest of the report is for those who watch a run.
 *
 * @param result - already masked
 */
export function renderFailure(result: CheckResult, { explain = noAdvice, color = false, width = 100, again }: TerminalOptions = {}): string {
  const style = styleOf(color, width, again);
  const findings = result.verdicts.flatMap((verdict) => verdict.findings.flatMap((finding) => renderFinding(finding, verdict, explain, style)));
  const deviations = result.notes.filter(({ kind }) => kind === 'deviation').flatMap(({ kind, text }) => labelled(style, kind, text));
  const between = deviations.length === 0 ? [] : [...deviations, ''];
  return [...findings, ...between, ...renderEnd(result, style)].map((line) => line.trimEnd()).join('\n');
}

/**
 * The findings under one property.
 *
 * @param verdict - already masked
 */
export function renderVerdict(verdict: Verdict, { explain = noAdvice, color = false, width = 100, again }: TerminalOptions = {}): string {
  const style = styleOf(color, width, again);
  return verdict.findings.flatMap((finding) => renderFinding(finding, verdict, explain, style)).map((line) => line.trimEnd()).join('\n').trimEnd();
}

/**
 * A finding that nobody has reproduced or shrunk: what happened, what was required, and what to try.
 *
 * @param finding - already masked
 */
export function renderSighting(finding: Finding, requirement: Requirement, { explain = noAdvice, color = false, width = 100 }: TerminalOptions = {}): string {
  return renderStory(finding, requirement, explain, styleOf(color, width)).map((line) => line.trimEnd()).join('\n');
}

const noAdvice: Explain = () => undefined;

/** Trouble and outcome; where the one is the other's reason, it is told once, and what would help stands below. */
function renderEnd(result: CheckResult, style: Style): string[] {
  const { trouble } = result;
  const exit = renderExit(result, style);
  if (trouble === undefined) return exit;
  const hint = trouble.hint === undefined ? [] : labelled(style, 'try', trouble.hint, style.colors.cyan);
  const output = (trouble.output ?? []).map((line) => style.colors.dim(`  │ ${line}`));
  if (trouble.message === result.exitReason) return [...exit, ...output, ...hint];
  return [...wrap(trouble.message, style.width).map(style.colors.yellow), ...output, ...hint, '', ...exit];
}

function renderExit(outcome: Outcome, { colors, width }: Style): string[] {
  const paint = outcome.exitCode === 0 ? colors.green : outcome.exitCode === 1 ? colors.red : colors.yellow;
  return wrap(outcomeText(outcome), width).map((line) => paint(colors.bold(line)));
}

/** The end of a call that checked several targets: each with its outcome on a line, then that of all. */
export function renderOverview(results: readonly CheckResult[], together: Outcome, { color = false, width = 100 }: TerminalOptions = {}): string {
  const style = styleOf(color, width);
  const lines = results.flatMap((result) => {
    const [first = '', ...more] = wrap(`${result.name ?? result.target}  ${outcomeText(result)}`, style.width - 4);
    const sign = result.exitCode === 0 ? style.colors.green('✓') : result.exitCode === 1 ? style.colors.red('✗') : style.colors.yellow('?');
    return [`  ${sign} ${first}`, ...more.map((line) => `    ${line}`)];
  });
  return `${['', style.colors.bold(plural(results.length, 'target')), ...lines, '', ...renderExit(together, style)].join('\n')}\n`;
}

/** The report of a replay. */
export function renderReplay(replay: Replay, requirement: Requirement | undefined, { explain = noAdvice, color = false, width = 100 }: TerminalOptions): string {
  return `${replayLines(replay, requirement, explain, styleOf(color, width)).map((line) => line.trimEnd()).join('\n')}\n`;
}
