import type { Facts } from './facts.js';
import type { AttemptId } from './plan.js';

/**
 * One invariant: a pure function of history and contract. Adding one is a new file in `properties` and a line in its
 * index.
 */
export interface Property {
  /** Kebab-case, unique. */
  readonly id: string;
  /** One sentence that must hold. */
  readonly statement: string;
  /** Where the requirement comes from, in words that a reader can look up. */
  readonly source: string;
  /** As in RFC 2119: a `should` fails all the same, and says so. */
  readonly level: 'must' | 'should';
  /** 1 is the strongest: a violation that several properties see is reported under the strongest. */
  readonly rank: number;
  /** What it needs to be decidable, for reports: `probe`, `second principal`, … */
  readonly needs: readonly Need[];
  /** True where any one of `needs` is enough. Default: all of them. */
  readonly needsAny?: boolean;
  /** True where what breaks it is mostly attempts that overlap: reports say how it was proven that they did. */
  readonly raced?: true;
  /** True where it also judges histories in which two operations send one payload, nonce and all. Others cannot tell the two apart. */
  readonly judgesCopies?: true;
  /** The enumerated causes, each with what it most likely means and how to fix it. */
  readonly causes: { readonly [cause: string]: CauseText };
  judge(facts: Facts): Judgement;
}

export type Need =
  | 'probe'
  | 'resource-id'
  | 'state-probe'
  | 'second-principal'
  | 'second-route'
  | 'key'
  | 'json-body'
  | 'marker'
  | 'revoke'
  | 'restart'
  | 'second-instance'
  | 'short-window'
  | 'versions';

export interface CauseText {
  /** What it most likely means in the service. */
  readonly means: string;
  /** The first thing to try. */
  readonly fix: string;
}

/** What one property says of one history. `pass` only where the history really put it to the test. */
export type Judgement = Outcome & {
  /** Counts that mean something only when added up over a campaign; see {@link Rate}. */
  readonly rates?: readonly Rate[];
  /**
   * Why something in the history could not be decided, although other things were. A campaign that leaves any such history is
   * no pass, however many others there were: those that could be decided may be the ones that hold.
   */
  readonly open?: string;
  /** What to do to have it decided; for who can run the campaign again, so that it stands apart from the reason. */
  readonly openWay?: string;
  /**
   * Where a lawful server can leave that open once, by bad luck: the cause of the {@link Rate} that rules luck out. Until it does,
   * nothing counts as left open.
   */
  readonly openBy?: string;
};

export type Outcome =
  | { readonly verdict: 'pass' }
  | { readonly verdict: 'fail'; readonly violations: readonly Violation[] }
  /** The contract does not promise it. */
  | { readonly verdict: 'skip'; readonly reason: string }
  /** It applies, but what it needs was not given (`missing`) or not reached. `way`: what to do to have it checked, where that is no need. */
  | { readonly verdict: 'unknown'; readonly reason: string; readonly missing?: Need; readonly way?: string };

export interface Violation {
  /** One of the property's causes. */
  readonly cause: string;
  readonly operation: number;
  /** Witnesses, in the order in which the sentence needs them. */
  readonly attempts: readonly AttemptId[];
  /** One sentence with the numbers in it. */
  readonly sentence: string;
  /** Two answers to be shown side by side: the first, and the one that differs. */
  readonly compare?: readonly [first: AttemptId, other: AttemptId];
  /** What it most likely means and what to try first, where the history shows more than the text of the cause can say. */
  readonly advice?: CauseText;
  /**
   * A lawful server could have done this once, by bad luck: a finding only where the campaign's {@link Rate} for this
   * cause shows that luck does not explain it.
   */
  readonly suspect?: true;
}

/** How often something suspect happened where the bug would show, and how often where only luck could do it. */
export interface Rate {
  /** The cause of the suspect violations. */
  readonly cause: string;
  /** Only like is compared with like: rates are added up per stratum. Absent: there is only one. */
  readonly stratum?: string;
  readonly cases: Share;
  readonly base: Share;
}

export interface Share {
  readonly hits: number;
  readonly trials: number;
}
