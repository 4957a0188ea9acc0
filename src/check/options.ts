import type { CountEffects, History, Note, PlanAddress, Property } from '../model/index.js';
import type { AboutRun, AboutRunEnd } from './about-run.js';

/**
 * What the user asks for: what the flags of `retryproof check` say, in camel case and with units in the names. Only `url` is required.
 *
 * Texts may hold placeholders (`{{nonce}}`, `{{int 1 100}}`, …). Times are in milliseconds.
 */
export interface CheckOptions {
  /** The target's URL; the path belongs to the route under test. Further ones are instances of the same service. */
  readonly url: string | readonly string[];
  /** Default POST. */
  readonly method?: string;
  /** `Name: value` lines. */
  readonly headers?: readonly string[];
  /** Bodies as text; the first is the ordinary one, others provoke declines, failures or slowness. */
  readonly bodies?: readonly string[];
  /**
   * What counts effects: requests (`GET /charges?reference={{nonce}}`), queries (`postgres://user:password@localhost/shop SELECT …`,
   * `mysql://…`, `sqlite:FILE …`), commands (`exec:COMMAND`), `sink`, or functions. Default `sink` where there is one.
   */
  readonly effects?: readonly (string | CountEffects)[];
  /** JSON Pointer to the array or the number that is counted. */
  readonly effectsCount?: string;
  /** A GET for the state, for PUT and DELETE targets. */
  readonly state?: string;
  /** Where the resource id stands: JSON Pointer or `header:Location`. Default Location, `/id`, `/data/id`. */
  readonly id?: string;
  /** Status set (`200,201` or `2xx`) or JSON Pointer, for services that answer 200 to everything. */
  readonly success?: string;
  /** Default `Idempotency-Key`. */
  readonly keyHeader?: string;
  /** JSON Pointer of the key in the body. */
  readonly keyField?: string;
  /** Template of a key. */
  readonly key?: string;
  /** `quoted`: as a structured-field string (RFC 8941). Default `raw`, unless calibration finds that only quoted keys are taken. */
  readonly keyFormat?: 'raw' | 'quoted';
  /** `auto` (default), a preset's name, a path (the CLI reads it), or a contract. */
  readonly contract?: unknown;
  /** True: calibration adopts nothing, and what differs from the contract is a failure. Default false. */
  readonly strict?: boolean;
  /** How long a key is remembered; default the contract's. */
  readonly retentionMs?: number;
  /** How long an answer may stay in flight once nothing is; default the contract's. */
  readonly leaseMs?: number;
  /** A header line each, or `exec:COMMAND`. */
  readonly principals?: readonly string[];
  /** Request that ends a principal's credential. */
  readonly revoke?: string;
  /**
   * `POST /refunds`: a second route, never judged by the main probe. `{{answer /id}}` in it, or in its body, is a value of
   * the answer to the main one: `POST /charges/{{answer /id}}/refund`.
   */
  readonly also?: string;
  readonly alsoBody?: string;
  readonly alsoEffects?: string | CountEffects;
  /** `POST /customers {…}`. */
  readonly setups?: readonly string[];
  /** `customer=/id`; each belongs to the last setup unless there are as many as setups. */
  readonly captures?: readonly string[];
  /** Only these: names of the kit's properties, and properties of your own. All of the kit's together are no restriction. */
  readonly properties?: readonly (string | Property)[];
  /** Names of properties that are not judged; a core one that is left out makes the outcome inconclusive. */
  readonly skipProperties?: readonly string[];
  /** What must be reached, or else the outcome is inconclusive (exit 4): ids of properties, and situations with a count, `overlapped>=50`. */
  readonly require?: readonly string[];
  /** Unsigned 32-bit integer; drawn where absent. */
  readonly seed?: number;
  /** Budget for everything; default 20,000. Where something was found, shrinking and confirming may take half of it more, 10,000 at least. */
  readonly timeMs?: number;
  /** Cap on plans. */
  readonly runs?: number;
  /** Cap on requests, probe reads included; default 100,000. */
  readonly requests?: number;
  /** Plans at once; default 16. */
  readonly concurrency?: number;
  /** Requests per second; unlimited where absent. */
  readonly rate?: number;
  /** Per attempt; default from calibration: 30 durations, at least 2 s. */
  readonly timeoutMs?: number;
  /** Shell command that starts the service: it listens at the port that `PORT` in its environment names, `{{port}}` in the URL and in the command. */
  readonly exec?: string;
  /** How many of it are started, each with a port of its own; default 1. */
  readonly instances?: number;
  /**
   * What is done once before anything is sent, when the target can be reached: a shell command, or a function. Where it fails
   * nothing is sent. It may take a minute, which is no part of `timeMs`; a command finds the URL in `RETRYPROOF_URL`.
   */
  readonly beforeRun?: string | ((about: AboutRun) => unknown);
  /**
   * What is done once after everything, whatever ended the run: a shell command, or a function. Its failure is a warning among
   * the result's notes. A command finds `RETRYPROOF_VERDICT` (`passed`, `violations`, …), `RETRYPROOF_EXIT_CODE` and
   * `RETRYPROOF_REASON` in its environment besides.
   */
  readonly afterRun?: string | ((about: AboutRunEnd) => unknown);
  /** Where the kit plays the service's downstream: a loopback port, or `0.0.0.0:4010`. 0: any, which `exec` finds as `SINK_URL` and `{{sink}}`. */
  readonly sink?: string;
  /** What it answers: a status and a body, with `{{id}}`, `{{nonce}}`, `{{request /pointer}}`. Default `200 {"id":"{{id}}"}`. */
  readonly sinkAnswer?: string;
  /** Header of the key by which the downstream knows a call again; default `Idempotency-Key`. */
  readonly sinkKey?: string;
  /**
   * Ways to what the service stores in, each `NAME=[HOST:]PORT[@PORT]`: retryproof listens at the port behind the `@`, passes
   * on, and takes the store away. Without it: a free port, which `exec` finds as `TAP_REDIS=127.0.0.1:PORT` and `{{tap redis}}`.
   */
  readonly taps?: readonly string[];
  readonly tls?: TlsOptions;
  readonly unixSocket?: string;
  readonly proxy?: string;
  /** Hosts besides loopback that may be sent to. */
  readonly allowHosts?: readonly string[];
  /** Stop at the first violation. Default false. */
  readonly failFast?: boolean;
}

/** Options that are of the way to a URL, and of no other. */
export type WayOption = 'url' | 'exec' | 'instances' | 'tls' | 'unixSocket' | 'proxy' | 'allowHosts';

/** What is asked for, whichever way leads to the target. */
export type CommonOptions = Omit<CheckOptions, WayOption>;

/**
 * What is asked for where an adapter is the way: everything but what the adapter itself knows. Only `path` is required.
 */
export interface AdapterCheckOptions extends CommonOptions, Never<WayOption> {
  /** Path of the route under test, with its method where that is not POST: `/charges`, `PUT /things/{{thing=uuid}}`. */
  readonly path: string;
}

/** For those who pass a variable: its type is refused as a literal's would be. */
type Never<Name extends string> = { readonly [name in Name]?: never };

/** Budget for everything where nobody says. */
export const DEFAULT_TIME_MS = 20_000;

/** PEM texts. */
export interface TlsOptions {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly insecure?: boolean;
}

/** What a check tells while it runs, and how to stop it. */
export interface CheckHooks {
  /** Ends sending; what is there is settled, judged and reported. */
  readonly signal?: AbortSignal;
  onProgress?(progress: Progress): void;
  /** Every judged history, as it is finished. */
  onHistory?(history: History, failed: readonly string[]): void;
  onNote?(note: Note): void;
  /** The first history that shows a violation: it may yet turn out that an effect was only late, so the result decides. */
  onViolation?(violation: SeenViolation, history: History): void;
}

/** A violation as it was first seen: not shrunk, not run again, not masked. */
export interface SeenViolation {
  readonly property: string;
  readonly cause: string;
  readonly sentence: string;
  readonly address: PlanAddress;
}

export interface Progress {
  readonly phase: 'calibrating' | 'campaign' | 'shrinking' | 'confirming' | 'final probes';
  readonly plans: number;
  readonly requests: number;
  readonly requestsPerSecond: number;
  readonly situations: number;
  readonly violations: number;
  readonly elapsedMs: number;
  readonly timeMs: number;
  readonly detail?: string;
}

/** A run that came to nothing: the target cannot be reached (3) or not be tested (4), is not allowed (5), or somebody stopped it (130). */
export class NoVerdictError extends Error {
  override readonly name = 'NoVerdictError';
  constructor(
    message: string,
    readonly exitCode: 3 | 4 | 5 | 130,
    readonly hint?: string,
    /** The last lines that the target has printed, where the kit started it. */
    readonly output: readonly string[] = [],
  ) {
    super(message);
  }
}

/** The options are wrong: says what, where, and what would be right. The CLI exits with 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  constructor(
    message: string,
    readonly hint?: string,
  ) {
    super(message);
  }
}
