import type { ExitCode } from '../model/index.js';

/** What `beforeRun` is told. */
export interface AboutRun {
  /** Of the route under test; by an adapter that knows no URL, its path and its name. */
  readonly url: string;
  /** Aborted once nobody waits for it any longer. */
  readonly signal: AbortSignal;
}

/** What `afterRun` is told. */
export interface AboutRunEnd extends AboutRun {
  /** `passed`, `violations`, `inconclusive`, `interrupted`, `no verdict`, …; of a replay `FAILED`, `FIXED`, `UNSEEN` or `DRIFTED`. */
  readonly verdict: string;
  readonly exitCode: ExitCode;
  /** One sentence for it. */
  readonly exitReason: string;
}
