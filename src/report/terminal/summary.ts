import type { CheckResult, Contract, Demand, Note, Overlap, Stats, Verdict } from '../../model/index.js';
import { whyText } from '../../model/index.js';
import type { Style } from './style.js';
import { duration, indent, labelled, plural, wrap } from './style.js';

/** Exposed plans below which no bound is given. */
const FEWEST = 10;

const BOUND =
  'Bounds are for the mean conditional failure probability of the plans that this campaign drew, at 95 %. They make no claim about production.';

/** What passed and how much that says. */
export function renderPassed(result: CheckResult, style: Style): string[] {
  const passed = result.verdicts.filter(({ verdict }) => verdict === 'pass');
  if (passed.length === 0) return [];
  const width = Math.max(...passed.map(({ id }) => id.length));
  return [
    style.colors.bold('Held'),
    ...passed.flatMap((verdict) =>
      wrap(boundText(verdict), style.width - width - 6).map((line, index) => (index === 0 ? `  ${style.colors.green('✓')} ${verdict.id.padEnd(width)}  ` : ' '.repeat(width + 6)) + style.colors.dim(line)),
    ),
    ...indent(wrap(BOUND, style.width - 4), 4).map(style.colors.dim),
    '',
  ];
}

/** How often it held, how much that says, and how sure it is that it was put to the test. */
export function boundText(verdict: Pick<Verdict, 'exposed' | 'needs' | 'had' | 'overlap'>): string {
  const { exposed, overlap } = verdict;
  const bound = bound95(exposed);
  return `0 in ${plural(exposed, 'exposed plan')}: ${bound === null ? 'too few for a bound' : `below ${percent(bound)}`}${isByIdsAlone(verdict) ? '; by ids alone, without --effects' : ''}${overlap === undefined ? '' : `; ${overlapText(overlap)}`}`;
}

/** Only what is proven counts for certain. */
function overlapText({ answer, body, client }: Overlap): string {
  const proven = answer + body;
  if (proven === 0) return `overlap seen by the client only, in ${client}`;
  const ways = [...(answer > 0 ? ['in-flight answers'] : []), ...(body > 0 ? ['unfinished bodies'] : [])].join(' and ');
  return `overlap proven in ${proven} by ${ways}${client === 0 ? '' : `, in ${client} seen by the client only`}`;
}

/** Nothing counted effects, and what stood in for them was less: a second effect behind a stored answer has the first one's id. */
function isByIdsAlone({ needs, had }: Pick<Verdict, 'needs' | 'had'>): boolean {
  return needs.includes('probe') && needs.includes('resource-id') && !had.includes('probe');
}

/**
 * Upper bound of the mean probability of a violation, at 95 %, where none was seen (Clopper–Pearson, one-sided: exact, where
 * the rule of three says 3/n). Null where there were so few plans that a number would only look like knowledge.
 */
export function bound95(exposed: number): number | null {
  return exposed < FEWEST ? null : 1 - 0.05 ** (1 / exposed);
}

function percent(share: number): string {
  const value = share * 100;
  return `${value >= 10 ? value.toFixed(0) : value >= 1 ? value.toFixed(1) : value.toPrecision(2)} %`;
}

/** What was violated only together with a finding that explains it: no pass, and nothing that was left unchecked. */
export function renderViolated({ verdicts }: CheckResult, style: Style): string[] {
  const violated = verdicts.filter(wasViolated);
  if (violated.length === 0) return [];
  return [
    style.colors.bold('Also violated'),
    // Its reason names the property that explains it, and tells one case.
    ...violated.flatMap(({ id, reason = '' }) => [`  ${style.colors.red('✗')} ${id}`, ...indent(wrap(reason, style.width - 6), 6).map(style.colors.dim)]),
    '',
  ];
}

/** True for a property that did not hold and has no finding of its own. */
export function wasViolated({ verdict, violated }: Verdict): boolean {
  return verdict === 'unknown' && violated === true;
}

/** What was not put to the test, and what would change that. */
export function renderNotChecked(result: CheckResult, style: Style): string[] {
  const alike = new Map<string, Verdict[]>();
  for (const verdict of result.verdicts) {
    if ((verdict.verdict !== 'unknown' && verdict.verdict !== 'skip') || wasViolated(verdict)) continue;
    const why = `${verdict.verdict} ${whyText(verdict)}`;
    alike.set(why, [...(alike.get(why) ?? []), verdict]);
  }
  if (alike.size === 0) return [];
  return [
    style.colors.bold('Not checked'),
    ...[...alike.values()].flatMap((verdicts) => {
      const [first] = verdicts as [Verdict];
      const skipped = first.verdict === 'skip';
      const names = wrap(`${verdicts.map(({ id }) => id).join(', ')} (${skipped ? 'not promised' : 'unknown'})`, style.width - 4);
      const sign = skipped ? style.colors.dim('–') : style.colors.yellow('?');
      const reason = wrap(whyText(first) ?? 'nothing put it to the test', style.width - 6);
      return [...names.map((line, index) => `  ${index === 0 ? sign : ' '} ${line}`), ...indent(reason, 6).map(style.colors.dim)];
    }),
    '',
  ];
}

/** What calibration adopted or saw, and the contract that the verdicts stand on. */
export function renderContract(result: CheckResult, style: Style): string[] {
  const paint = ({ kind }: Note) => (kind === 'warning' || kind === 'deviation' ? style.colors.yellow : undefined);
  return [
    style.colors.bold(`Contract ${result.contract.name}`),
    ...result.notes.flatMap((note) => labelled(style, note.kind, note.text, paint(note))),
    ...contractFields(result.contract).flatMap((line) => labelled(style, 'promises', line, style.colors.dim)),
    '',
  ];
}

/** The fields that decide most verdicts, on one line; the whole contract is in the JSON report. */
function contractFields(contract: Contract): string[] {
  const fields: (readonly [string, string | undefined])[] = [
    ['natural', contract.natural === true ? 'yes' : undefined],
    ['key', contract.key === undefined ? undefined : `${contract.key.name} (${contract.key.format ?? 'raw'})`],
    ['in flight', contract.inFlight?.join(' or ')],
    ['other payload', contract.mismatch],
    ['missing key', contract.missingKey],
    ['stored', contract.stored?.join(' ')],
    ['replay', contract.replay?.identity],
    ['retention', contract.retentionMs === undefined ? undefined : duration(contract.retentionMs)],
    ['lease', contract.leaseMs === undefined ? undefined : duration(contract.leaseMs)],
  ];
  const known = fields.filter(([, value]) => value !== undefined);
  return known.length === 0 ? [] : [known.map(([name, value]) => `${name}: ${value}`).join(' · ')];
}

/** False for saved histories, which took no time to be judged again and may be of several campaigns: each finding names its own seed. */
export function ownsItsSeed({ stats }: Pick<CheckResult, 'stats'>): boolean {
  return stats.elapsedMs > 0;
}

/** What the campaign did and which situations it reached. */
export function renderCampaign(result: CheckResult, style: Style): string[] {
  const { stats, situations, demands = [], seed } = result;
  const reached = Object.entries(situations)
    .filter(([, count]) => count > 0)
    .toSorted(([, a], [, b]) => b - a)
    .map(([name, count]) => `${name} ${count.toLocaleString('en-US')}`);
  const strikes = Object.entries(stats.strikes ?? {}).map(([kind, count]) => plural(count, kind));
  const sent = `${plural(stats.plans, 'plan')}, ${plural(stats.requests, 'request')} and ${plural(stats.probeReads, 'probe reading')}`;
  const pace = !ownsItsSeed(result) ? '' : ` in ${duration(stats.elapsedMs)} (${Math.round(stats.requestsPerSecond)} requests/s), seed ${seed}`;
  return [
    style.colors.bold('Campaign'),
    ...labelled(style, 'work', `${sent}${pace}`),
    ...(stats.endedEarly === undefined ? [] : labelled(style, 'ended', endedEarlyText(stats.endedEarly))),
    ...(strikes.length === 0 ? [] : labelled(style, 'strikes', strikes.join(' · '))),
    ...labelled(style, 'situations', reached.length === 0 ? 'none reached' : reached.join(' · ')),
    ...(demands.length === 0 ? [] : labelled(style, 'required', demands.map(demandText).join(' · '))),
    '',
  ];
}

/** What was not reached may owe it to this. */
function endedEarlyText({ afterMs, ofMs }: NonNullable<Stats['endedEarly']>): string {
  return `after ${duration(afterMs)} of ${duration(ofMs)}, to shrink and confirm what it had found; a larger --time goes on for longer`;
}

function demandText({ situation, atLeast, reached, more }: Demand): string {
  return `${situation} ${reached.toLocaleString('en-US')} of ${atLeast.toLocaleString('en-US')}${more === undefined ? '' : ` (${more})`}`;
}
