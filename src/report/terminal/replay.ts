import { addressText } from '../address.js';
import { quoted } from '../again.js';
import type { Finding, Reproduction } from '../../model/index.js';
import type { Explain, Requirement } from './finding.js';
import { renderStory, runAgain } from './finding.js';
import type { Style } from './style.js';
import { labelled, plural, wrap } from './style.js';

/** What running a saved counterexample again came to. */
export interface Replay {
  readonly verdict: 'FAILED' | 'FIXED' | 'UNSEEN' | 'DRIFTED';
  readonly runs: number;
  readonly failures: number;
  /** Runs that decided nothing, and why; absent where there were none. */
  readonly undecided?: { readonly runs: number; readonly reason: string };
  readonly property: string;
  /** The saved cause, and those for which it failed in its place. */
  readonly cause?: string;
  readonly otherCauses?: readonly { readonly cause: string; readonly runs: number }[];
  /** What was seen of other properties; already masked. */
  readonly others?: readonly { readonly property: string; readonly cause: string; readonly sentence: string; readonly runs: number }[];
  readonly sentence: string;
  /** Of the reruns that were made after it was found. */
  readonly reproduction?: Pick<Reproduction, 'runs' | 'failures'>;
  /** Clean runs that would be a sign of a repair, and the time that they take; absent: no number is. */
  readonly outweighing?: { readonly runs: number; readonly timeMs: number };
  /** Where it was saved; default `FILE`. */
  readonly file?: string;
  /** Already masked. */
  readonly finding?: Finding;
}

/** The finding again where it still fails, what else was seen, then the outcome. */
export function replayLines(replay: Replay, requirement: Requirement | undefined, explain: Explain, style: Style): string[] {
  const { finding, verdict, runs, sentence, others = [] } = replay;
  const { colors, width } = style;
  const story = finding === undefined || requirement === undefined ? [] : renderStory(finding, requirement, explain, style);
  const shown = finding === undefined || story.length === 0 ? [] : [...story, ...labelled(style, 'Plan', addressText(finding.address)), ...runAgain(finding, style), ''];
  // The saved sentence says something new only where the finding of this run tells it with other numbers.
  const was = shown.length > 0 && finding?.violation.sentence === sentence ? [] : labelled(style, 'It was', sentence, colors.dim);
  const too = others.flatMap((each, index) => labelled(style, index === 0 ? 'Seen too' : '', `${each.property} (${each.cause}), in ${each.runs} of ${plural(runs, 'run')}: ${each.sentence}`, colors.red));
  // Nobody who sees green looks for what else is broken.
  const paint = verdict === 'FAILED' ? colors.red : verdict === 'FIXED' && others.length === 0 ? colors.green : colors.yellow;
  return ['', ...shown, ...was, ...too, ...wrap(outcomeOf(replay), width).map((line) => paint(colors.bold(line)))];
}

function outcomeOf(replay: Replay): string {
  const { verdict, runs, property, reproduction, outweighing, file = 'FILE' } = replay;
  switch (verdict) {
    case 'FAILED': return `FAILED: ${failedText(replay)}`;
    case 'FIXED': return `FIXED: ${heldText(replay)}${butText(replay)}`;
    case 'UNSEEN': return `UNSEEN: ${heldText(replay)}, and that is no sign of a repair: ${rarelyText(reproduction, outweighing)}. The saved history is the proof that it happened: npx retryproof recheck ${quoted(file)}`;
    case 'DRIFTED': return `DRIFTED: the target answers so differently that the plan no longer puts ${property} to the test (${plural(runs, 'run')})`;
  }
}

/** A violation for another cause is no repair: what it was and what it is now. */
function failedText({ runs, failures, property, cause, otherCauses = [] }: Replay): string {
  const rate = `in ${failures} of ${plural(runs, 'run')}`;
  if (otherCauses.length === 0) return `${property} was violated again ${rate}`;
  const now = otherCauses.map((each) => each.cause).join(', ');
  // Each run is counted once, for one cause.
  const otherwise = otherCauses.reduce((sum, each) => sum + each.runs, 0);
  if (otherwise < failures) return `${property} was violated again ${rate}, in ${otherwise} of them for another cause (${now})`;
  return `${property} is still violated, ${rate}, though for another cause: ${now}${cause === undefined ? '' : ` (it was ${cause})`}`;
}

function heldText({ runs, failures, property, undecided }: Replay): string {
  if (runs === 0) return `no run came to its end, so that nothing is known of ${property}`;
  if (undecided === undefined) return `${property} held in all ${plural(runs, 'run')}`;
  const held = runs - failures - undecided.runs;
  return `${property} held in ${held === 0 ? 'none' : held} of ${plural(runs, 'run')}, and ${undecided.runs} decided nothing (${undecided.reason})`;
}

function butText({ others = [] }: Replay): string {
  const names = [...new Set(others.map(({ property }) => property))];
  return names.length === 0 ? '' : `; but ${names.join(', ')} was violated in these runs: a check tells more`;
}

/** Why so many clean runs tell nothing. */
function rarelyText(reproduction: Replay['reproduction'], outweighing: Replay['outweighing']): string {
  if (reproduction === undefined || reproduction.runs === 0) return 'it was not run again after it was found';
  const reruns = `of ${plural(reproduction.runs, 'rerun')} after it was found`;
  if (reproduction.failures === 0) return `it failed in none ${reruns}`;
  const enough = outweighing === undefined ? '' : `: that takes ${plural(outweighing.runs, 'clean run')}, for which --time ${outweighing.timeMs / 1000}s should do`;
  return `it failed in ${reproduction.failures} ${reruns}, which clean runs so few, or cut so short, do not outweigh${enough}`;
}
