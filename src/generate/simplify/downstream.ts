import type { DownstreamAct, DownstreamKind, Operation, Plan } from '../../model/index.js';
import { operationsOf } from '../../model/index.js';
import { mapOperations, withOperation } from './edit.js';
import { simplerDurations } from './starts.js';

const KINDS: readonly DownstreamKind[] = ['answer', 'fail-before', 'fail-after', 'lose-after', 'lose-before'];

/** A downstream that does as it is told; then fewer calls that it does not, and plainer ones. */
export function* withSimplerDownstream(plan: Plan): Iterable<Plan> {
  if (operationsOf(plan).every(({ downstream }) => downstream === undefined)) return;
  yield mapOperations(plan, calm);
  for (const { id, downstream } of operationsOf(plan)) {
    if (downstream === undefined) continue;
    const acting = (acts: readonly DownstreamAct[]): Plan => withOperation(plan, id, (operation) => (acts.length === 0 ? calm(operation) : { ...operation, downstream: acts }));
    yield acting([]);
    for (const [at, act] of downstream.entries()) {
      yield acting(downstream.toSpliced(at, 1));
      for (const simpler of simplerActs(act)) yield acting(downstream.with(at, simpler));
    }
  }
}

function calm({ downstream: _, ...operation }: Operation): Operation {
  return operation;
}

function* simplerActs({ kind, heldDurations }: DownstreamAct): Iterable<DownstreamAct> {
  const held = heldDurations === undefined ? {} : { heldDurations };
  if (heldDurations !== undefined) yield { kind };
  for (const plainer of KINDS.slice(0, KINDS.indexOf(kind))) yield { kind: plainer, ...held };
  if (heldDurations !== undefined) for (const shorter of simplerDurations(heldDurations)) yield { kind, heldDurations: shorter };
}
