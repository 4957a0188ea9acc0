/** What stands for a downstream of the service (a payment provider, a mail gateway, the next service), as the user described it. */
export interface SinkTemplate {
  /** Address that it listens at: loopback unless the user says otherwise. */
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
  /** What an applied call is answered. */
  readonly answer: SinkAnswer;
  /** Header of the downstream's own idempotency key, in lower case. */
  readonly keyHeader: string;
}

export interface SinkAnswer {
  readonly status: number;
  /** With `{{id}}`, `{{nonce}}` and `{{request /pointer}}`. Empty: no body. */
  readonly body: string;
}

/**
 * What becomes of one downstream call. The `before` kinds leave no effect, the `after` kinds leave one: `fail` is an answer of
 * 503 or 500, `lose` a connection that is reset in place of an answer.
 */
export interface DownstreamAct {
  readonly kind: DownstreamKind;
  /** Held back for so many durations, from when whatever starts meanwhile was sent. Its effect is there from the beginning. */
  readonly heldDurations?: number;
}

export type DownstreamKind = 'answer' | 'fail-before' | 'fail-after' | 'lose-before' | 'lose-after';

/** True where an act of this kind leaves the effect behind. */
export function isApplied(kind: DownstreamKind): boolean {
  return kind === 'answer' || kind === 'fail-after' || kind === 'lose-after';
}

/** A call of the service to its downstream. Its headers and its body are never kept: credentials stand in them. */
export interface SinkCall {
  /** Unique in a run, from 1. */
  readonly id: number;
  /** The nonce of an operation that was found in it. */
  readonly nonce: string;
  readonly method: string;
  readonly path: string;
  /** The downstream's own idempotency key, where it carries one. */
  readonly key?: string;
}

/** How a call ended: answered, with a failure, reset, or given up by the service itself. */
export type SinkEnding = 'answered' | 'failed' | 'reset' | 'given-up';

/** What is to be done with a call. */
export interface SinkOrder {
  readonly act: DownstreamAct;
  /** The end of the call waits for it. */
  readonly until: Promise<void>;
}

/** Whoever wants to hear of the calls that carry a nonce. */
export interface SinkListener {
  /** A call arrived; without an order it is applied and answered at once. */
  decide(call: SinkCall): SinkOrder | undefined;
  /**
   * What came of it: `applied` where it made an effect, `again` where an earlier call with the same downstream key had made it,
   * with `otherBody` where that one's body was another.
   */
  began(call: SinkCall, effect: 'applied' | 'again' | 'none', otherBody: boolean): void;
  ended(call: SinkCall, ending: SinkEnding, status: number | undefined): void;
}

/** An open sink. */
export interface Sink {
  /** Where the service reaches it: an origin. */
  readonly url: string;
  /** From now on calls with this nonce belong to an operation of the kit's. Absent: nobody wants to hear of them. */
  expect(nonce: string, listener?: SinkListener): void;
  /** Nobody hears of calls with this nonce any more; they are counted as before. */
  release(nonce: string): void;
  /** Effects of a nonce so far. */
  effectsOf(nonce: string): number;
  /** Calls of a nonce so far, whatever came of them. */
  callsOf(nonce: string): number;
  /** The downstream's own key of a call, where it carried one. */
  keyOf(call: number): string | undefined;
  /** Calls without a nonce that is known: how many, and the last one's method and path. */
  readonly strangers: { readonly count: number; readonly last?: string };
  close(): Promise<void>;
}
