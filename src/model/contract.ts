import type { Json } from './json.js';
import { once } from './memo.js';

/**
 * What the target promises, as data. Every status is a set, and a field that is absent is not promised: no property
 * fails on it.
 */
export interface Contract {
  readonly version: 1;
  readonly name: string;
  /** No key at all: the request itself is idempotent (PUT and DELETE, RFC 9110 §9.2.2). */
  readonly natural?: boolean;
  readonly key?: KeyRules;
  /** What a key is unique within, besides the key itself. */
  readonly scope?: readonly ScopePart[];
  readonly answers?: AnswerRules;
  /** What an overlapping duplicate may get. */
  readonly inFlight?: readonly ('conflict' | 'wait' | 'error')[];
  /** Another payload under a completed key. `identity`: the payload is part of the key. */
  readonly mismatch?: 'reject' | 'replay' | 'execute' | 'identity';
  readonly missingKey?: 'reject' | 'execute';
  /** Which answers are stored and replayed. */
  readonly stored?: readonly ('2xx' | '4xx' | '5xx')[];
  /** What a retry of a failed operation does. `poison`: the key is burned. */
  readonly failure?: 'replay' | 're-run' | 'poison';
  readonly replay?: ReplayRules;
  /** Which bodies are one request: the same bytes, or the same JSON whatever its member order and white space. */
  readonly equivalence?: 'bytes' | 'json';
  /** What tells a replay from a first answer. */
  readonly marker?: Marker;
  /** Where the resource id stands: JSON Pointers or `header:Location`; the first that is there counts. */
  readonly resourceId?: readonly string[];
  /** How long a key is kept. */
  readonly retentionMs?: number;
  /** From which instant that is counted: the key's claim, the commit of the result, or the answer. */
  readonly retentionFrom?: 'claim' | 'commit' | 'answer';
  /** `new`: executed anew. `reject`: refused. `may`: kept for at least that long, so that either may come of it. */
  readonly afterExpiry?: 'new' | 'reject' | 'may';
  readonly expiredStatuses?: StatusSet;
  /** How long an in-flight claim may outlive the attempt that made it. */
  readonly leaseMs?: number;
  /** How long a duplicate may be kept waiting for the first. */
  readonly waitMs?: number;
  readonly durability?: 'atomic' | 'at-least-once' | 'volatile';
  /** Where each field comes from: a URL, "calibration", a flag. Keys are dotted field names. */
  readonly sources?: { readonly [field: string]: string };
}

export interface KeyRules {
  readonly in: 'header' | 'body';
  /** Header name, or JSON Pointer in the body. */
  readonly name: string;
  /** `quoted`: a structured-field String (RFC 9651 §3.3.3). */
  readonly format?: 'raw' | 'quoted' | 'both';
  readonly maxLength?: number;
  /** A regular expression of one lawful character, such as `[!-~]`. */
  readonly characters?: string;
}

export type ScopePart = 'principal' | 'route' | 'method';

/** Members are statuses (`409`), classes (`2xx`) or ranges (`500-504`). */
export type StatusSet = readonly string[];

export interface AnswerRules {
  readonly accepted?: StatusSet;
  readonly refused?: StatusSet;
  readonly inFlight?: StatusSet;
  readonly mismatch?: StatusSet;
  /** Lawful at any time, claims nothing. */
  readonly transient?: StatusSet;
  /** Never stored even where their class is. */
  readonly neverStored?: StatusSet;
  /** Where two classes share a status, or a 200 means failure: the first that matches decides. */
  readonly discriminators?: readonly Discriminator[];
}

/**
 * `statuses` and the value at `pointer` together mean `class`. Without `equals`, the pointer need only be there; null counts
 * as absent unless `equals` names it.
 */
export interface Discriminator {
  readonly class: AnswerClass;
  readonly statuses?: StatusSet;
  readonly pointer: string;
  readonly equals?: readonly Json[];
  /** True: matches where the pointer's value is absent or not among `equals`. */
  readonly not?: boolean;
}

export interface ReplayRules {
  /** What a finished identical retry gets: its answer, or a conflict that carries the resource id. */
  readonly finished?: 'replay' | 'conflict-with-id';
  /** How alike accepted answers are. `fields`: every member of the first is in the others, added ones are lawful. */
  readonly identity?: 'bytes' | 'fields' | 'current-state' | 'none';
  /** `same`, or any 2xx. */
  readonly status?: 'same' | '2xx';
  /** True: a 202 may be followed by another 2xx with the same id, once what it promised is done (RFC 9110 §15.3.3). */
  readonly mayFinish?: boolean;
  /** Headers that are replayed, in lower case, besides Location and Content-Type. */
  readonly headers?: readonly string[];
  /** Headers of those that may change all the same. */
  readonly ignoredHeaders?: readonly string[];
  /** JSON Pointers of members that differ at every answer. */
  readonly volatile?: readonly string[];
}

export interface Marker {
  readonly in: 'header' | 'body';
  /** Header name in lower case, or JSON Pointer. */
  readonly name: string;
  /** Absent: being there is enough. */
  readonly value?: string;
}

/**
 * What a complete response means under the contract. `transient` claims nothing and constrains nothing, unless the
 * contract stores it; `unclear` fits no set.
 */
export type AnswerClass = 'accepted' | 'refused' | 'in-flight' | 'mismatch' | 'transient' | 'unclear';

/** True where the status is in the set. */
export function inStatusSet(status: number, set: StatusSet | undefined): boolean {
  return set !== undefined && rangesOf(set).some(([low, high]) => status >= low && status <= high);
}

const rangesOf = once((set: StatusSet): readonly (readonly [low: number, high: number])[] =>
  set.map((member) => {
    if (/^[1-5]xx$/i.test(member)) return [Number(member[0]) * 100, Number(member[0]) * 100 + 99];
    const [low = Number.NaN, high = low] = member.split('-').map(Number);
    return [low, high];
  }),
);
