/**
 * What can be done to the way between the target and what it stores in. `refuse`: its connections are reset, and new ones
 * too. `cut`: its connections are reset, once. `lost-answer`: on each connection the next answer is lost, or a later one, and the connection
 * with it, so that what was asked has been done and nobody knows. `delay`: everything takes longer, and nothing is lost.
 */
export type OutageKind = 'refuse' | 'cut' | 'lost-answer' | 'delay';

/** What is done to which store, for how long. */
export interface Outage {
  readonly kind: 'outage';
  /** Name of the tap (`--tap`) that leads there. */
  readonly of: string;
  /** Absent: `refuse`. */
  readonly how?: OutageKind;
  /** How long it lasts; a `cut` is over at once. */
  readonly durations: number;
  /** Of lost answers: so many of each connection still come through first, 1 or more, so that a later step is left in doubt. Absent: none. */
  readonly skip?: number;
  /** Of a delay: how long each chunk is kept back, in durations. */
  readonly by?: number;
}

/** True where something is lost with it: a target may fail then. Slow is what a store may be at any time. */
export function takesStore(struck: Pick<Outage, 'how'> & { readonly kind: string }): boolean {
  return struck.kind === 'outage' && struck.how !== 'delay';
}

