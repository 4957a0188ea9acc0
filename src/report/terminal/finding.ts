import type { CauseText, Finding, Verdict } from '../../model/index.js';
import { addressText } from '../address.js';
import { againText } from '../again.js';
import { answersDiff, requestsDiff } from './diff.js';
import { followUps } from './follow-ups.js';
import { laneText, schedule } from './schedule.js';
import type { Style } from './style.js';
import { indent, labelled, plural, wrap } from './style.js';
import { timeline } from './timeline.js';

/** What a cause most likely means and the first thing to try; undefined where the property has no text for it. */
export type Explain = (property: string, cause: string) => CauseText | undefined;

/** What is most likely wrong with a finding and the first thing to try: what its history shows, or else what its cause mostly means. */
export function adviceOn({ property, cause, violation }: Finding, explain: Explain): CauseText | undefined {
  return violation.advice ?? explain(property, cause);
}

/** What was required, and by whom. */
export type Requirement = Pick<Verdict, 'statement' | 'level' | 'source'>;

/** One finding, for someone who has never seen the kit and wants to sleep. */
export function renderFinding(finding: Finding, requirement: Requirement, explain: Explain, style: Style): string[] {
  return [
    ...renderStory(finding, requirement, explain, style),
    ...labelled(style, ...provenText(finding)),
    ...(finding.saved === undefined ? labelled(style, 'Size', sizeText(finding)) : []),
    ...labelled(style, 'Found as', `seed ${finding.address.seed}, plan ${addressText(finding.address)}; seen in ${plural(finding.seen, 'plan')}`),
    ...runAgain(finding, style),
    '',
  ];
}

/** How often it fails; of a saved history, which was not run again or shrunk now, where that stands. */
export function provenText(finding: Finding): readonly [label: string, text: string] {
  const { saved } = finding;
  return saved === undefined ? ['Fails in', rateText(finding)] : ['Saved as', `history ${saved.history}${saved.file === undefined ? '' : ` in ${saved.file}`}`];
}

/** A command stays on one line: broken within quotes it would be another one. */
export function runAgain(finding: Finding, style: Style): string[] {
  const text = againText(finding, style.again);
  return text === undefined ? [] : labelled(finding.file === undefined ? style : { ...style, width: Number.POSITIVE_INFINITY }, 'Run again', text, style.colors.cyan);
}

/** What happened in one run, why it matters and what to do: all that a campaign and a replay have in common. */
export function renderStory(finding: Finding, requirement: Requirement, explain: Explain, style: Style): string[] {
  const { colors } = style;
  const text = adviceOn(finding, explain);
  const requests = requestsDiff(finding, style);
  const answers = answersDiff(finding, style);
  return [
    `${colors.red(colors.bold(`✗ ${finding.property}`))} ${colors.dim(`(${finding.cause})`)}`,
    ...indent(wrap(finding.violation.sentence, style.width - 2), 2).map(colors.bold),
    '',
    ...labelled(style, 'Requirement', `${requirement.statement} (${requirement.level}; ${requirement.source})`),
    ...[...schedule(finding.plan), ...followUps(finding)].flatMap((line, index) => labelled(style, index === 0 ? 'Schedule' : '', line)),
    ...labelled(style, 'Lane', laneText(finding.plan.lane)),
    '',
    ...timeline(finding, style),
    '',
    ...(requests.length === 0 ? [] : [`  ${colors.dim('Requests')}`, ...indent(requests, 4), '']),
    ...(answers.length === 0 ? [] : [`  ${colors.dim('Answers')}`, ...indent(answers, 4), '']),
    ...(text === undefined ? [] : [...labelled(style, 'Most likely', text.means), ...labelled(style, 'Try first', text.fix)]),
    ...finding.consequences.flatMap(({ property, sentence }, index) => labelled(style, index === 0 ? 'Hence also' : '', `${property}: ${sentence}`)),
  ];
}

/** How often the plan failed when it was run alone; where it was not, why. */
function rateText({ reproduction: { runs, failures, note }, seen, violation }: Pick<Finding, 'reproduction' | 'seen' | 'violation'>): string {
  if (runs === 0) return `not run again: ${note ?? 'time ended'}`;
  const rate = `${failures} of ${plural(runs, 'rerun')}, alone`;
  if (failures > 0) return rate;
  if (violation.suspect === true) return `${rate}: once it may be chance; what tells it from that is how often it was seen in the campaign, in ${plural(seen, 'plan')}`;
  // Nobody is to take this for a false alarm, nor a clean replay for a repair.
  return `${rate}: seen ${seen === 1 ? 'once' : `in ${seen} plans`}, and not again. It did happen, and its history is the proof; a replay that holds is no sign of a repair`;
}

function sizeText({ reproduction: { runs, minimal, note, candidates } }: Finding): string {
  if (runs === 0 && candidates === 0 && !minimal) return 'not minimal: it was not shrunk';
  const tried = `${plural(candidates, 'smaller plan')} tried`;
  return minimal ? `minimal (${tried})` : `not minimal: ${note ?? 'time ended'} (${tried})`;
}
