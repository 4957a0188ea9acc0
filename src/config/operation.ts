import type { Contract, CountEffects, JsonObject } from '../model/index.js';

/** `20s`, `1500ms`, `2m`, `1h`, or a number of milliseconds. */
type Duration = string | number;

/** `${SEED}`: the number is taken from the environment. */
type FromEnvironment = `\${${string}}`;

/** Text with placeholders, `@FILE`, or JSON that is sent as it stands. */
type Body = string | JsonObject;

/**
 * What a configuration says of a check: the flags of `retryproof check` by their names in camelCase, with the meanings
 * and defaults that `docs/configuration.md` lists. `${NAME}` in any text is taken from the environment; files are named
 * relative to the configuration.
 */
export interface OperationConfig {
  /** The target's URL; a list names further instances of the same service. A path alone (`/charges`) is taken below the outer level's URL. */
  readonly url?: string | readonly string[];
  /** Default POST. */
  readonly method?: string;
  /** `Name: value` lines. */
  readonly header?: string | readonly string[];
  /** One, or a list of which the first is the ordinary one. A body that is itself a list stands in a list. */
  readonly body?: Body | readonly (Body | readonly unknown[])[];
  /** What counts: requests (`GET /charges?reference={{nonce}}`), queries (`${DATABASE_URL} SELECT …`, `sqlite:FILE SELECT …`), commands (`exec:COMMAND`), `sink`, functions. */
  readonly effects?: string | CountEffects | readonly (string | CountEffects)[];
  /** JSON Pointer to the array or the number that is counted. */
  readonly effectsCount?: string;
  /** A GET for the state, for PUT and DELETE. */
  readonly state?: string;
  /** Where the resource id stands: JSON Pointer or `header:Location`. Default Location, `/id`, `/data/id`. */
  readonly id?: string;
  /** Status set (`200,201` or `2xx`) or JSON Pointer, for services that answer 200 to everything. */
  readonly success?: string;
  /** Callers: `Authorization: Bearer a`, or `exec:COMMAND` that prints header lines. */
  readonly principal?: string | readonly string[];
  /** Request that ends a principal's credential. */
  readonly revoke?: string;
  /** A second route: `POST /refunds`. */
  readonly also?: string;
  readonly alsoBody?: Body;
  readonly alsoEffects?: string | CountEffects;
  /** Requests before an operation: `POST /customers {…}`. */
  readonly setup?: string | readonly string[];
  /** `customer=/id`: a value of the setup's answer as a placeholder. */
  readonly capture?: string | readonly string[];
  /** Command that starts the service; it listens at the port that `PORT` in its environment names, `{{port}}` in the URL. */
  readonly exec?: string;
  /** How many of it are started. */
  readonly instances?: number | FromEnvironment;
  /** Command, or function, that runs once before anything is sent. Where it fails nothing is sent. */
  readonly beforeRun?: string | ((about: { readonly url: string; readonly signal: AbortSignal }) => unknown);
  /** Command, or function, that runs once after everything, whatever ended it. */
  readonly afterRun?: string | ((about: { readonly url: string; readonly signal: AbortSignal; readonly verdict: string; readonly exitCode: number; readonly exitReason: string }) => unknown);
  /** Where the kit plays the service's downstream, and counts what is asked of it: a port, or `HOST:PORT`. */
  readonly sink?: string | number;
  /** What it answers, as `201 {"id":"{{id}}"}`. Default `200 {"id":"{{id}}"}`. */
  readonly sinkAnswer?: string;
  /** Header of the key by which the downstream knows a call again. Default `Idempotency-Key`. */
  readonly sinkKey?: string;
  /** Ways to what it stores in, through retryproof: `redis=6379`, `redis=6379@16379`. */
  readonly tap?: string | readonly string[];
  /** File with the certificates to trust (PEM). */
  readonly cacert?: string;
  /** File with the client certificate (PEM). */
  readonly cert?: string;
  /** File with its private key (PEM). */
  readonly keyFile?: string;
  /** Trust any certificate. */
  readonly insecure?: boolean;
  readonly unixSocket?: string;
  readonly proxy?: string;
  /** Hosts besides loopback that may be sent to. */
  readonly allowHost?: string | readonly string[];
  /** Header of the key. Default `Idempotency-Key`; none for PUT and DELETE. */
  readonly keyHeader?: string;
  /** JSON Pointer of the key in the body. */
  readonly keyField?: string;
  /** Template of a key, such as `{{uuid}}`. */
  readonly key?: string;
  /** Default `raw`. */
  readonly keyFormat?: 'raw' | 'quoted';
  /** `auto` (default), `natural`, `ietf`, `stripe`, a contract file, or a contract. */
  readonly contract?: string | Contract;
  /** What calibration would adopt is a failure. */
  readonly strict?: boolean;
  /** How long a key is remembered. */
  readonly retention?: Duration;
  /** How long an in-flight claim may outlive its attempt. */
  readonly lease?: Duration;
  /** Only these properties. */
  readonly property?: string | readonly string[];
  readonly skipProperty?: string | readonly string[];
  /** Exit 4 where one of these properties was not checked, or a situation not reached so often: `overlapped>=50`. */
  readonly require?: string | readonly string[];
  /** Same seed, same plans. Drawn where absent. */
  readonly seed?: number | FromEnvironment;
  /** Budget for everything, of each target. Default 20 s. Where something was found, shrinking and confirming may take half of it more, 10 s at least. A number below 1000 is refused: it would be milliseconds. */
  readonly time?: Duration;
  /** At most so many plans. */
  readonly runs?: number | FromEnvironment;
  /** At most so many requests. Default 100,000. */
  readonly requests?: number | FromEnvironment;
  /** Plans at once. Default 16. */
  readonly concurrency?: number | FromEnvironment;
  /** At most so many requests a second. */
  readonly rate?: number | FromEnvironment;
  /** Per attempt; default from calibration. */
  readonly timeout?: Duration;
  /** Stop at the first violation. */
  readonly failFast?: boolean;
}
