import type { AnswerClass, Contract } from './contract.js';
import type { Calibration } from './calibration.js';
import type { DownstreamAct, SinkEnding } from './sink.js';
import type { History, Phase, RecordedResponse, Settlement } from './history.js';
import type { Json } from './json.js';
import type { AttemptId, Fault, Operation, Plan } from './plan.js';
import type { Variant } from './variant.js';
import type { WireReason } from './wire.js';

/** A history, indexed once for all properties: who sent what, what came back, what it means, what it left behind. */
export interface Facts {
  readonly history: History;
  readonly contract: Contract;
  readonly calibration: Calibration;
  readonly plan: Plan;
  readonly operations: readonly OperationFacts[];
  /** By attempt id, controls and resends included. */
  readonly attempts: ReadonlyMap<AttemptId, AttemptFacts>;
  /** Why this history cannot be judged at all, or undefined: a setup that failed, an interrupted run. */
  readonly unfit?: string;
}

export interface OperationFacts {
  readonly id: number;
  readonly operation: Operation;
  /** In order of sending: planned attempts, settling retries, final resends; not the controls. */
  readonly attempts: readonly AttemptFacts[];
  /** Fresh keys with an equal payload, sent while this operation kept failing, or after it where it was accepted and not counted. */
  readonly controls: readonly AttemptFacts[];
  /** One per effects probe of the operation's route; empty where there is none. */
  readonly effects: readonly EffectFacts[];
  /** Calls to a downstream that the kit plays, in order of arrival; empty where it plays none. */
  readonly downstream: readonly DownstreamFacts[];
  /** Settled state readings, of the operation and of its control. */
  readonly states: readonly StateFacts[];
  readonly settlement: Settlement;
  /** True where another operation of the run had the same resource meanwhile, or that of a control. */
  readonly reused: boolean;
  /** True where a crowd ran between its attempts. */
  readonly crowded: boolean;
}

export interface AttemptFacts {
  readonly id: AttemptId;
  readonly operation: number;
  readonly phase: Phase;
  readonly key?: string | undefined;
  readonly nonce?: string | undefined;
  readonly payload: number;
  readonly principal: number;
  readonly route: number;
  readonly instance: number;
  readonly method: string;
  readonly path: string;
  readonly requestBody: string;
  readonly fault?: Fault | undefined;
  readonly variant?: Variant | undefined;
  readonly invokedAtMs: number;
  /** The request was on the wire; undefined where that was never seen. */
  readonly sentAtMs?: number | undefined;
  /** The client's end of it; undefined where the history stops before. */
  readonly endedAtMs?: number | undefined;
  readonly outcome: 'ok' | 'fail' | 'info';
  readonly reason?: WireReason | undefined;
  readonly detail?: string | undefined;
  /** Kept from the modelled client, or never read by it. */
  readonly lost: boolean;
  /** The complete answer; also where it was withheld from the client, since the target did give it. */
  readonly answer?: Answer | undefined;
}

export interface Answer {
  readonly class: AnswerClass;
  readonly status: number;
  readonly response: RecordedResponse;
  /** First value of each header, by lower-case name. */
  readonly headers: { readonly [name: string]: string };
  readonly text: string;
  /** Where the body is JSON. */
  readonly tree?: Json | undefined;
  /** The resource id, found where the contract says. */
  readonly id?: string | undefined;
  /** True where the contract's marker is on it. */
  readonly marked: boolean;
}

/** The count of one probe, over all nonces of the operation. */
export interface EffectFacts {
  readonly probe: number;
  /** In what one ordinary operation makes: 1 is one effect. The largest settled or final total; undefined: never read well. */
  readonly total?: number;
  /** By nonce, the last settled or final reading in units. */
  readonly byNonce: ReadonlyMap<string, number>;
  /**
   * What was counted of an operation that was accepted later, in the same units, the most of several; 0 where nothing was, or
   * there was none to be had. Absent: none was asked for.
   */
  readonly later?: number;
  /** Why there was none to be had. */
  readonly uncompared?: string;
  /** The last trouble with reading, where no reading succeeded. */
  readonly wrong?: string;
}

/** One call of the service to its downstream. */
export interface DownstreamFacts {
  readonly call: number;
  readonly arrivedAtMs: number;
  /** Absent where the history stops before. */
  readonly endedAtMs?: number | undefined;
  readonly ending?: SinkEnding | undefined;
  /** `again`: the effect of an earlier call, by the downstream's own key. */
  readonly effect: 'applied' | 'again' | 'none';
  /** The downstream's own key, by its number; undefined where it carried none. */
  readonly key?: number | undefined;
  readonly act?: DownstreamAct | undefined;
}

export interface StateFacts {
  readonly of: 'operation' | 'control';
  readonly state: Json;
  readonly atMs: number;
  /** Nonce of the request whose state this is. */
  readonly nonce: string;
}

/** What a complete response means: the one pure classifier, in `contracts`. */
export type Classify = (response: ClassifiedResponse, contract: Contract) => AnswerClass;

export interface ClassifiedResponse {
  readonly status: number;
  readonly tree?: Json | undefined;
}
