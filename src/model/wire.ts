/** Header fields in the order sent or received; names of received ones are in lower case. */
export type Headers = readonly (readonly [name: string, value: string])[];

/** A request as it goes on the wire. */
export interface WireRequest {
  /** Index of the instance, from 0. */
  readonly instance: number;
  readonly method: string;
  /** Path and query, starting with `/`. */
  readonly path: string;
  readonly headers: Headers;
  /** The bytes of the body, or null for none. */
  readonly body: Uint8Array | null;
}

/** A complete response. */
export interface WireResponse {
  readonly status: number;
  readonly headers: Headers;
  /** Decoded from its Content-Encoding. */
  readonly body: Uint8Array;
}

/**
 * How an attempt ended on the wire. `fail` only where the operation certainly was not applied (no byte reached a
 * connected peer, or the protocol said so); everything doubtful is `info`.
 */
export type Completion =
  | { readonly outcome: 'ok'; readonly response: WireResponse }
  | { readonly outcome: 'fail' | 'info'; readonly reason: WireReason; readonly detail: string };

/** Why there is no complete response. One table maps each transport error to one of these. */
export type WireReason =
  | 'refused'
  | 'unresolved'
  | 'unreachable'
  | 'tls'
  | 'timeout'
  | 'closed'
  | 'reset'
  | 'fault'
  | 'garbage'
  | 'too-large'
  | 'wrong-protocol'
  | 'interrupted'
  | 'other';

/** What an adapter tells while an attempt is under way; it is stamped by the executor. */
export type WireEvent = 'sent' | 'first-byte' | 'fault';

/** First value of a header, its name in lower case. */
export function headerOf(headers: Headers, name: string): string | undefined {
  for (const header of headers) {
    // Names of other lengths need no lower case: that is nearly all of them.
    if (header[0].length === name.length && header[0].toLowerCase() === name) return header[1];
  }
  return undefined;
}
