import type { Observation } from './calibration.js';
import type { RecordedRequest, RecordedResponse } from './history.js';

/**
 * An observation with the answers themselves: what calibration saw, before a contract says what it means. It is not
 * saved; `adoptContract` turns it into the light {@link Observation}s of a calibration.
 *
 * Each question is five pairs of requests, each pair under a fresh key, with fresh draws and a fresh nonce. Unless said
 * otherwise the second is sent after the complete answer to the first, with the same bytes, key, principal and route.
 *
 * - `ordinary`: only `first`, the ordinary request.
 * - `finished-duplicate`: the same request again.
 * - `running-duplicate`: both released together. `first` is the accepted answer that came first (where none is
 *   accepted: the answer that came first), `second` the other one. Pairs that did not overlap are left out.
 * - `other-payload`: the second has all placeholders drawn again but for the nonce, or else a literal changed; left out where neither can be.
 * - `missing-key`: both carry no key; the second has draws and a nonce of its own.
 * - `reordered`: the second has the members of all objects in reverse order, and other white space; JSON bodies only.
 * - `quoted-key`: the first carries the key bare, the second the same key as a quoted string; keys in headers only.
 * - `failed-duplicate`: as `finished-duplicate`, with a body template whose ordinary request is not accepted. One
 *   evidence per template.
 * - `failed-downstream`: as `finished-duplicate`, but that the first downstream call of the first one fails. One evidence per
 *   way of failing: before the effect, and with its answer lost after it. Only where that made it fail.
 * - `other-principal`: the second is sent by another principal.
 * - `restarted`: as `finished-duplicate`, but that the target's process is killed and started anew between the two.
 * - `other-route`: the second is another route's ordinary request under the first's key.
 */
export interface Evidence {
  readonly question: Observation['question'];
  readonly exchanges: readonly Exchange[];
}

/** One pair of requests. What was shed or lost may be asked again before it counts: at most three times. */
export interface Exchange {
  /** Absent: no complete answer. */
  readonly first?: RecordedResponse;
  /** Absent: not sent, or no complete answer. */
  readonly second?: RecordedResponse;
  /** The second request (where it was not sent, the first). */
  readonly request?: RecordedRequest;
  /** From sending `request` to its answer, or to giving up, in milliseconds. */
  readonly tookMs: number;
  /** Effects of both together, over all nonces, in units of one ordinary operation; absent: not read, or not settled. */
  readonly effects?: number;
}
