import type { Operation } from '../model/index.js';
import type { Execution } from './execution.js';
import { isReady, renderedOf } from './execution.js';

/**
 * Claims what an operation, or its control, is about to change, where its state will be compared: whatever somebody else
 * does to it meanwhile is recorded.
 */
export function claimResource(execution: Execution, operation: Operation, control: number): void {
  const { rig, recorder, claims } = execution;
  if (rig.contract.natural !== true || rig.probes.state[operation.route] === undefined || !isReady(execution, operation)) return;
  const { path } = renderedOf(execution, operation, { id: 'a0' }, control).request;
  const slot = slotOf(operation, control);
  claims.get(slot)?.();
  claims.set(slot, rig.sharing.claim(path, () => recorder.add({ type: 'reused', operation: operation.id, control })));
}

/** Its state was read: what is done to it from here on changes no verdict. */
export async function release({ claims, rig }: Execution, operation: Operation, control: number): Promise<void> {
  const slot = slotOf(operation, control);
  const end = claims.get(slot);
  if (end === undefined) return;
  // The state may be that of a thing whose setup has not been answered yet.
  await rig.sharing.begunEnded();
  end();
  claims.delete(slot);
}

export function releaseAll({ claims }: Execution): void {
  for (const end of claims.values()) end();
  claims.clear();
}

const slotOf = ({ id }: Operation, control: number): string => `${id}/${control}`;
