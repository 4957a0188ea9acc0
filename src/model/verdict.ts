import type { Contract } from './contract.js';
import type { Calibration } from './calibration.js';
import type { History } from './history.js';
import type { Need, Violation } from './property.js';
import type { Plan, PlanAddress, StrikeKind } from './plan.js';

/** What one property says of a whole campaign. */
export interface Verdict {
  readonly id: string;
  readonly verdict: 'pass' | 'fail' | 'skip' | 'unknown';
  readonly statement: string;
  readonly level: 'must' | 'should';
  readonly source: string;
  readonly needs: readonly Need[];
  /** Those of `needs` that the user supplied. */
  readonly had: readonly Need[];
  /** True where a need that is given for this property's sake was supplied: its `unknown` is then inconclusive. */
  readonly supplied?: boolean;
  /** True where it did not hold, but another property's finding explains that: it is then `unknown`, without a finding of its own. */
  readonly violated?: true;
  /** True where a pass asks for it, and it is not one: it belongs to the core, was required, or what it needs was supplied. */
  readonly unmet?: true;
  /** Plans that put it to the test and held. */
  readonly exposed: number;
  /** How it was proven that attempts overlapped in these plans; absent where the property is no matter of that, or none did. */
  readonly overlap?: Overlap;
  /** Why it is a skip or an unknown. */
  readonly reason?: string;
  /** What to give, or to do, to have it checked; absent where nothing is known that would. */
  readonly way?: string;
  /** The findings under this property, strongest cause first. */
  readonly findings: readonly Finding[];
}

/** Why it was not checked, and what would change that, in one line for people; undefined where there is no reason. */
export function whyText({ reason, way }: Pick<Verdict, 'reason' | 'way'>): string | undefined {
  return reason === undefined || way === undefined ? reason : `${reason}; to have it checked, ${way}`;
}

/** Plans by the surest way in which each shows that attempts overlapped in the service. */
export interface Overlap {
  /** An answer said that the operation was in flight. */
  readonly answer: number;
  /** A body had not ended when another attempt was sent. */
  readonly body: number;
  /** The client saw them overlap, and nothing more: they may have been served one after the other. */
  readonly client: number;
}

/** Violations that come from one cause, with the smallest schedule that shows it. */
export interface Finding {
  readonly property: string;
  readonly cause: string;
  readonly violation: Violation;
  /** The smallest plan found, and a history of it that shows the violation. */
  readonly plan: Plan;
  readonly history: History;
  /** Where it was first seen. */
  readonly address: PlanAddress;
  readonly reproduction: Reproduction;
  /** Other properties that the same histories violate, weaker than this one. */
  readonly consequences: readonly { readonly property: string; readonly cause: string; readonly sentence: string }[];
  /** In how many of the campaign's plans it was seen. */
  readonly seen: number;
  /** Where the counterexample was saved; absent where it was not. */
  readonly file?: string;
  /** What its replay must be given besides the file, which neither allows nor holds it, as words of a shell: `--exec 'node shop.mjs'`. */
  readonly replayFlags?: readonly string[];
  /** Where it was judged from a saved history: nothing was shrunk or run again. */
  readonly saved?: SavedPlace;
}

/** Where a history stands that was judged again. */
export interface SavedPlace {
  /** Id of the history. */
  readonly history: string;
  /** The file that holds it; absent where it did not come from one. */
  readonly file?: string;
}

export interface Reproduction {
  /** Reruns of the final plan, alone, and how many of them failed in the same way. */
  readonly runs: number;
  readonly failures: number;
  /** False: time ended, or the rate is under 2 %, before shrinking was done. */
  readonly minimal: boolean;
  /** Why it is not minimal, in words. */
  readonly note?: string;
  /** Shrink candidates executed. */
  readonly candidates: number;
}

/** What happened during a campaign, counted. Keys are situation names such as `overlapped`. */
export type Situations = { readonly [name: string]: number };

/** A situation that was required, and what came of it. */
export interface Demand {
  readonly situation: string;
  readonly atLeast: number;
  readonly reached: number;
  /** What would reach it more often; absent where it was reached often enough. */
  readonly more?: string;
}

export interface Stats {
  readonly plans: number;
  readonly requests: number;
  readonly probeReads: number;
  readonly elapsedMs: number;
  readonly requestsPerSecond: number;
  readonly concurrency: number;
  /** The campaign was ended so long after the start, of so long a time, to shrink and confirm what it had found; absent: it had its time. */
  readonly endedEarly?: { readonly afterMs: number; readonly ofMs: number };
  /** What was done to the target's processes after calibration, reruns included; each once, however many plans it struck. Only where something was. */
  readonly strikes?: { readonly [kind in StrikeKind]?: number };
}

/** The one value of a check; reports are renderings of it. */
export interface CheckResult {
  readonly format: 'retryproof-report';
  readonly version: 1;
  /** The kit's version. */
  readonly kit: string;
  /** What a configuration calls the target; absent where it has no name. */
  readonly name?: string;
  readonly target: string;
  readonly seed: number;
  readonly contract: Contract;
  /** What calibration adopted or saw, one sentence each. */
  readonly notes: readonly Note[];
  readonly calibration: Calibration | null;
  readonly verdicts: readonly Verdict[];
  readonly situations: Situations;
  /** Those that were required; absent where none was. */
  readonly demands?: readonly Demand[];
  readonly stats: Stats;
  /** What made the run end early or useless; absent on an ordinary end. */
  readonly trouble?: Trouble;
  readonly exitCode: ExitCode;
  /** One sentence for the exit code. */
  readonly exitReason: string;
}

export interface Note {
  /** `adopted`: calibration changed the contract. `deviation`: it differs from a named contract. `seen`: for information. */
  readonly kind: 'adopted' | 'deviation' | 'seen' | 'warning';
  readonly text: string;
  /** The contract field, where there is one. */
  readonly field?: string;
}

export interface Trouble {
  readonly kind: 'usage' | 'unreachable' | 'kit' | 'refused' | 'interrupted' | 'inconclusive';
  readonly message: string;
  /** What would be right. */
  readonly hint?: string;
  /** The last lines that the target has printed, where the kit started it. */
  readonly output?: readonly string[];
}

/** 0 passed, 1 violation, 2 usage, 3 unreachable or kit failure, 4 inconclusive, 5 refused for safety, 130 interrupted. */
export type ExitCode = 0 | 1 | 2 | 3 | 4 | 5 | 130;
