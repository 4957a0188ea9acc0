import { onceFor } from './memo.js';
import type { Operation, Plan } from './plan.js';

/** The operations of a plan, in order. Of the last plan only: most have one or two, and are asked several times in a row. */
export const operationsOf = onceFor((plan: Plan): readonly Operation[] => {
  const operations: Operation[] = [];
  for (const step of plan.steps) if (step.kind === 'operation') operations.push(step.operation);
  return operations;
});

/** True where two operations of the plan send one payload, nonce and all. */
export const hasCopies = onceFor((plan: Plan): boolean => operationsOf(plan).some(({ copies }) => copies !== undefined));
