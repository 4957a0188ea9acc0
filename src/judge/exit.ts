import type { Demand, ExitCode, Situations, Trouble, Verdict } from '../model/index.js';
import { whyText } from '../model/index.js';
import type { Turned } from './turned-away.js';
import { areMostTurned } from './turned-away.js';

/** A campaign passes only if that many plans reached each of these. */
const ENOUGH = 20;
const REACHED = ['overlapped', 'answer lost'] as const;

export interface ExitInput {
  readonly verdicts: readonly Verdict[];
  readonly situations: Situations;
  /** Keyless PUT and DELETE. */
  readonly natural?: boolean;
  /** An effects probe was given and works. */
  readonly probed?: boolean;
  readonly trouble?: Trouble;
  /** What a target as slow as this one needs, as a flag, where the run was given less. */
  readonly timeNeeded?: string;
  /** Where the target was seen to differ from a contract that it was to be held to, in words. */
  readonly deviations?: readonly string[];
  /** Ordinary operations under fresh keys, and how many of them were turned away. */
  readonly turned?: Turned;
  /** True where saved histories are judged: no time, and no number of plans, would add to them. */
  readonly saved?: boolean;
  /** Situations that were required so many times. */
  readonly demands?: readonly Demand[];
  /** Properties whose `unknown` or `skip` is a 4. */
  readonly require?: readonly string[];
  /** The user asked for these properties only: they take the core's place. */
  readonly chosen?: readonly string[];
}

export interface Exit {
  readonly exitCode: ExitCode;
  /** One sentence. */
  readonly exitReason: string;
}

/** The exit rule. Unknown is never green: 0 needs a core of properties that was really put to the test. */
export function exitOf(input: ExitInput): Exit {
  return troubleFirst(input) ?? failed(input) ?? deviated(input) ?? troubled(input) ?? inconclusive(input) ?? passed(input);
}

/** Nothing was sent, so nothing can have failed. */
function troubleFirst({ trouble }: ExitInput): Exit | undefined {
  if (trouble?.kind === 'usage') return { exitCode: 2, exitReason: trouble.message };
  return trouble?.kind === 'refused' ? { exitCode: 5, exitReason: trouble.message } : undefined;
}

function failed({ verdicts }: ExitInput): Exit | undefined {
  const broken = verdicts.filter(({ verdict }) => verdict === 'fail').map(({ id }) => id);
  return broken.length === 0 ? undefined : { exitCode: 1, exitReason: `${broken.join(', ')} ${broken.length === 1 ? 'does' : 'do'} not hold.` };
}

/** A named contract, or a strict run, learns nothing: what differs from it is a failure even where no property can prove it. */
function deviated({ deviations = [] }: ExitInput): Exit | undefined {
  const [first, ...more] = deviations;
  return first === undefined ? undefined : { exitCode: 1, exitReason: `The target deviates from the contract: ${first}${more.length === 0 ? '' : `, and ${more.length} more`}.` };
}

function troubled({ trouble }: ExitInput): Exit | undefined {
  if (trouble === undefined) return undefined;
  const exitCode = trouble.kind === 'interrupted' ? 130 : trouble.kind === 'inconclusive' ? 4 : 3;
  return { exitCode, exitReason: trouble.message };
}

function inconclusive(input: ExitInput): Exit | undefined {
  const open = gaps(input);
  return open.length === 0 ? undefined : { exitCode: 4, exitReason: `Inconclusive: ${open.join('; ')}.` };
}

function gaps(input: ExitInput): string[] {
  const { verdicts } = input;
  const byId = new Map(verdicts.map((each) => [each.id, each]));
  // The first that a pass asks for: what another one lacks is not why.
  const main = coreOf(input).map((id) => byId.get(id)).find((verdict) => verdict !== undefined) ?? verdicts[0];
  if (verdicts.every(({ verdict }) => verdict === 'skip' || verdict === 'unknown')) return [`nothing was checked${reasonOf(main)}`];
  return [...unmetBy(input).map((id) => `${id} was not checked${reasonOf(byId.get(id))}`), ...unserved(input), ...unreached(input)];
}

/** What is refused, or waits for ever, cannot be done twice: hardly anything was put to the test. */
function unserved({ turned }: ExitInput): string[] {
  if (turned === undefined || !areMostTurned(turned)) return [];
  return [`most ordinary requests under fresh keys were turned away (${(turned.away + turned.waiting).toLocaleString('en-US')} of ${turned.asked.toLocaleString('en-US')}), so that little was put to the test`];
}

/**
 * Ids of the properties that a pass asks for and that did not pass, in the order in which they count: the core, those that
 * were required, and those whose needs were supplied.
 */
export function unmetBy(input: ExitInput): readonly string[] {
  const { verdicts, require = [] } = input;
  const must = [...new Set([...coreOf(input), ...require])];
  const byId = new Map(verdicts.map((each) => [each.id, each]));
  const unmet = must.filter((id) => !isMet(byId.get(id), require.includes(id) || input.chosen?.includes(id) === true));
  const supplied = verdicts.filter(({ id, verdict, supplied: given }) => verdict === 'unknown' && given === true && !must.includes(id)).map(({ id }) => id);
  return [...unmet, ...supplied];
}

/** The properties without which a pass says nothing. */
function coreOf({ natural, probed, chosen }: ExitInput): readonly string[] {
  if (chosen !== undefined) return chosen;
  if (natural === true) return ['natural-idempotence'];
  return ['single-effect', ...(probed === true ? ['acknowledged-applied'] : []), 'identical-replay', 'resolvable', 'not-stuck'];
}

/** A contract may have no replay at all: its `skip` is then met, unless it was asked for by name. */
function isMet(verdict: Verdict | undefined, byName: boolean): boolean {
  if (verdict?.verdict === 'pass') return true;
  return verdict?.verdict === 'skip' && verdict.id === 'identical-replay' && !byName;
}

function unreached({ situations, demands = [], timeNeeded, saved }: ExitInput): string[] {
  const short = demands.filter(({ atLeast, reached }) => reached < atLeast);
  const demanded = short.map(({ situation, atLeast, reached, more }) => `${counted(reached)} reached "${situation}", and ${atLeast.toLocaleString('en-US')} ${atLeast === 1 ? 'is' : 'are'} required${more === undefined ? '' : ` (${more})`}`);
  const isSaid = (name: string): boolean => short.some(({ situation }) => situation === name);
  const more = saved === true ? '' : ` (more time${timeNeeded === undefined ? '' : `, such as ${timeNeeded}`}, or more plans)`;
  const core = REACHED.filter((name) => (situations[name] ?? 0) < ENOUGH && !isSaid(name)).map((name) => `${counted(situations[name] ?? 0)} reached "${name}", at least ${ENOUGH} are needed${more}`);
  return [...core, ...demanded];
}

function counted(plans: number): string {
  return plans === 0 ? 'no plan' : `only ${plans} ${plans === 1 ? 'plan' : 'plans'}`;
}

function reasonOf(verdict: Verdict | undefined): string {
  if (verdict === undefined) return ' (it was left out)';
  const why = whyText(verdict);
  return why === undefined ? '' : ` (${why})`;
}

function passed({ verdicts }: ExitInput): Exit {
  const held = verdicts.filter(({ verdict }) => verdict === 'pass').length;
  return { exitCode: 0, exitReason: `${held} of ${verdicts.length} properties were put to the test and held; no violation was found.` };
}
