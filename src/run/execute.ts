import type { History, HistoryEvent, HistoryHead, Plan } from '../model/index.js';
import { operationsOf } from '../model/index.js';
import { ageing, ClockError, isAgeing } from './ageing.js';
import { releaseAll } from './claims.js';
import { createDownstream } from './downstream.js';
import type { Execution } from './execution.js';
import { PrincipalError } from './principals.js';
import { probeOperation } from './probing.js';
import type { Recorder } from './recorder.js';
import { createRecorder } from './recorder.js';
import type { Rig } from './rig.js';
import { runSchedule } from './schedule.js';
import { settleOperation } from './settle.js';
import { runSetups } from './setup.js';
import { allEnded } from './together.js';

export interface ExecuteOptions {
  /** Unique in the run. */
  readonly id: string;
  /** Makes this execution's keys and nonces unlike all others. */
  readonly salt: string;
  /** The planned attempts are over; from here the plan mostly waits. */
  onSettling?(): void;
}

/**
 * Runs one plan and records it: setups, then all attempts at their starts, then settling and probing, operation by
 * operation. Never rejects for anything that the target does, nor for a credential command that fails.
 */
export async function execute(plan: Plan, rig: Rig, options: ExecuteOptions): Promise<History> {
  return isAgeing(plan, rig) ? rig.alone(() => executeAgeing(plan, rig, options)) : executed(begin(plan, rig, options), options);
}

async function executeAgeing(plan: Plan, rig: Rig, options: ExecuteOptions): Promise<History> {
  const execution: Execution = begin(plan, ageing(rig, (byMs) => execution.recorder.add({ type: 'clock', byMs })), options);
  return executed(execution, options);
}

async function executed(execution: Execution, options: ExecuteOptions): Promise<History> {
  const { rig } = execution;
  const leave = rig.disruptions?.join((event) => execution.recorder.add({ type: 'disruption', ...event }));
  try {
    await carryOut(execution, options);
  } catch (error) {
    if (!(error instanceof PrincipalError || error instanceof ClockError)) throw error;
    // Without credentials nothing of this plan can be judged, nor at a time that did not come; the next plan asks again.
    execution.recorder.add({ type: 'note', text: error.message });
  } finally {
    leave?.();
    execution.downstream?.leave();
    releaseAll(execution);
  }
  return execution.recorder.history();
}

async function carryOut(execution: Execution, options: ExecuteOptions): Promise<void> {
  const { plan, rig } = execution;
  const beganAtMs = rig.clock.nowMs();
  const operations = operationsOf(plan);
  const prepared = await allEnded(operations.map((operation) => runSetups(execution, operation)));
  if (prepared.every(Boolean)) {
    await runSchedule(execution);
    execution.recorder.add({ type: 'settling' });
    execution.downstream?.calm();
    options.onSettling?.();
    await allEnded(
      operations.map(async (operation) => {
        await settleOperation(execution, operation);
        await probeOperation(execution, operation);
      }),
    );
    noteOutage(execution, beganAtMs);
  }
}

/** An execution with nothing in it yet. */
export function begin(plan: Plan, rig: Rig, { id, salt }: ExecuteOptions): Execution {
  const wallMs = rig.clock.wallMs();
  const head: HistoryHead = {
    format: 'retryproof-history', version: 1, id, plan, salt, contract: rig.contract, calibration: rig.calibration, startedAt: new Date(wallMs).toISOString(),
  };
  const recorder = createRecorder(head, rig.clock);
  return {
    ...downstreamOf(plan, rig, recorder),
    plan, rig, head, wallMs, recorder, sent: new Map(), payloads: new Map(), nonces: new Map(), captures: new Map(), controls: new Map(), claims: new Map(), rendered: new Map(),
  };
}

/** What an execution that adds to this recorder has to do with the sink, where there is one. */
export function downstreamOf(plan: Plan, rig: Rig, recorder: Recorder, earlier: readonly HistoryEvent[] = []): Pick<Execution, 'downstream'> {
  return rig.sink === undefined ? {} : { downstream: createDownstream(plan, rig.sink, rig, recorder, earlier) };
}

/**
 * An instance went down while the plan ran, perhaps to come back without its memory. A store that is volatile by
 * contract may forget then, so nothing in this history can be held against it.
 */
function noteOutage({ rig, recorder }: Execution, beganAtMs: number): void {
  if (!isVolatile(rig)) return;
  const instance = rig.outages.since(beganAtMs);
  if (instance !== undefined) recorder.add({ type: 'note', text: `instance ${instance + 1} went down during this plan; its store may have been lost` });
}

/** Whether the contract lets a restart lose what was stored. */
export function isVolatile({ contract }: Pick<Rig, 'contract'>): boolean {
  return contract.durability !== 'atomic' && contract.durability !== 'at-least-once';
}
