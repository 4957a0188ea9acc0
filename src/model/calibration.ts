import type { AnswerClass } from './contract.js';
import type { Lane } from './plan.js';
import type { Filler, Framing, Noise } from './variant.js';

/** What a handful of plain requests told about the target, before the campaign. */
export interface Calibration {
  /** How long an ordinary request takes, in milliseconds (median and 95th percentile). */
  readonly durationMs: number;
  readonly durationP95Ms: number;
  /** One per effects probe of the main route, then of the others: see {@link ProbeCalibration}. */
  readonly probes: readonly ProbeCalibration[];
  /** Lanes that the target speaks, `pooled` always among them. */
  readonly lanes: readonly Lane[];
  /** JSON Pointers of literals whose change the target accepted under a fresh key, with the value that it accepted. */
  readonly literals: readonly { readonly pointer: string; readonly value: unknown }[];
  /** JSON Pointers of members without which the target refused the body. */
  readonly required: readonly string[];
  /** Headers without meaning and framings that the target accepted under a fresh key; absent in histories of version 0.1. */
  readonly noise?: readonly Noise[];
  readonly framings?: readonly Framing[];
  /** Strings that may grow, each with the largest growth that the target accepted under a fresh key. */
  readonly fillers?: readonly Filler[];
  /** What the service asks of its downstream; absent where there is no sink, or nothing of the service's reaches it. */
  readonly downstream?: DownstreamCalibration;
  readonly observations: readonly Observation[];
}

export interface DownstreamCalibration {
  /** Calls that one ordinary operation makes. */
  readonly calls: number;
  /** From sending to the arrival of the first one, in milliseconds. */
  readonly arrivesMs: number;
  /** True where the service answers only once its calls have ended. */
  readonly awaited: boolean;
}

/** The work on a request whose client left has surely ended after so many durations (the 95th percentile). */
export const WORK_DURATIONS = 12;

export interface ProbeCalibration {
  /** Index of the route. */
  readonly route: number;
  /** How much one ordinary operation adds to the count: the unit in which effects are counted. 0: it did not count. */
  readonly unit: number;
  /** The same for each body template, where it is another: one that lawfully makes two effects has a unit of 2. */
  readonly unitByBody?: readonly number[];
  /** From the answer to the first reading that shows the effect. */
  readonly lagMs: number;
  /** It answers 404 for what does not exist, and that is a count of 0. */
  readonly notFoundMeansNone?: boolean;
}

/** One question asked of the target (five times), and what it did each time. */
export interface Observation {
  readonly question: 'ordinary' | 'finished-duplicate' | 'running-duplicate' | 'other-payload' | 'missing-key' | 'reordered' | 'quoted-key' | 'failed-duplicate' | 'other-principal' | 'other-route' | 'restarted' | 'failed-downstream';
  readonly answers: readonly ObservedAnswer[];
}

export interface ObservedAnswer {
  readonly class: AnswerClass | 'no-answer';
  readonly status: number | null;
  /** Compared with the first answer under the same key; absent where there was none. */
  readonly sameBody?: boolean;
  readonly sameStatus?: boolean;
  /** The first answer's resource id stands in this one. */
  readonly carriesId?: boolean;
  /** Both ran: two effects, or two resource ids. */
  readonly secondEffect?: boolean;
  /** Milliseconds until the answer. */
  readonly tookMs: number;
}
