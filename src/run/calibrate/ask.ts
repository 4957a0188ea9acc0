import type { Blueprint } from '../../generate/types.js';
import type { Calibration, Contract, Draws, Facts, History, Plan } from '../../model/index.js';
import { readFacts } from '../../model/index.js';
import { execute } from '../execute.js';
import { eitherSignal } from '../signals.js';
import type { Rig } from '../rig.js';

export interface CalibrateOptions {
  /** Its calibration is a provisional one, its contract the one to start from. */
  readonly rig: Rig;
  /** The nth ordinary plan: one operation, no features. */
  readonly ordinary: (n: number) => Plan;
  /**
   * An ordinary plan on another route; undefined where none can be drawn. Its last operation is the one on that route: one
   * of the main route goes before where the request is made from an answer.
   */
  readonly ordinaryOn: (route: number) => Plan | undefined;
  /** Draws of another body template of the main route. */
  readonly drawsOf: (body: number, n: number) => Draws;
  /** The same target with quoted keys, where the key goes bare in a header and its form was not named. */
  readonly quoted?: Blueprint;
  /** What measuring how long a request takes may cost, in milliseconds. */
  readonly measuringMs: number;
  /** Per attempt, once it is known how long an ordinary one takes. */
  readonly timeoutFor: (calibration: Calibration) => number;
  readonly nextRun: () => NamedRun;
  readonly where: string;
  readonly onHistory: (history: History) => void;
}

export interface NamedRun {
  readonly id: string;
  readonly salt: string;
}

/** An in-flight claim is not waited for in calibration: the campaign does that. */
const CALIBRATION_LEASE_MS = 1_000;
export interface Asking {
  /** Absent: a run of its own. */
  readonly run?: NamedRun;
  readonly blueprint?: Blueprint;
  /** False: it ends with its planned attempts. A target that answers nothing must not be waited for again and again. */
  readonly settled?: boolean;
}

/** The ways in which an execution is asked and read in calibration. */
export interface Ask {
  readonly options: CalibrateOptions;
  run(plan: Plan, as?: Asking): Promise<Facts>;
}

export function createAsk(options: CalibrateOptions): Ask {
  const { leaseMs = CALIBRATION_LEASE_MS } = options.rig.contract;
  const contract: Contract = { ...options.rig.contract, leaseMs: Math.min(leaseMs, CALIBRATION_LEASE_MS) };
  const rig = { ...options.rig, contract };
  return {
    options: { ...options, rig },
    async run(plan, asking = {}) {
      const { run = options.nextRun(), blueprint = rig.blueprint, settled = true } = asking;
      const over = new AbortController();
      const signal = settled ? rig.signal : eitherSignal(rig.signal, over.signal);
      const onSettling = (): void => (settled ? undefined : over.abort());
      const history = await execute(plan, { ...rig, blueprint, signal, slowMs: 0 }, { ...run, onSettling });
      // Of two executions with one salt neither can be judged by itself: they share their keys.
      if (asking.run === undefined) options.onHistory(history);
      return readFacts(history, rig.classify);
    },
  };
}

export function withCalibration({ options }: Ask, known: Partial<Calibration>): Ask {
  const { rig } = options;
  const calibration = { ...rig.calibration, ...known };
  return createAsk({ ...options, rig: { ...rig, calibration, timeoutMs: options.timeoutFor(calibration) } });
}
