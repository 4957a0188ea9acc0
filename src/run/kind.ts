import type { Fault, Plan } from '../model/index.js';
import { operationsOf } from '../model/index.js';

/**
 * What a plan's failure may hang on, in a few words: two plans of one kind fail for the same luck, if it is luck. A moment
 * that is counted in durations is met only as long as the target is as slow as it was then; a barrier, or an answer that
 * is withheld, meets its moment every time.
 *
 * @example
 * ```ts
 * kindOf(plan); // 'crowd close:timed together'
 * ```
 */
export function kindOf(plan: Plan): string {
  const attempts = operationsOf(plan).flatMap((operation) => operation.attempts);
  const traits = [
    ...(plan.crowd.length > 0 ? ['crowd'] : []),
    ...(operationsOf(plan).length > 1 ? ['operations'] : []),
    ...plan.disruptions.map(({ kind }) => kind),
    ...attempts.flatMap(({ start, fault }) => [...(start.kind === 'together' ? ['together'] : []), ...(fault === undefined ? [] : [faultKind(fault)])]),
  ];
  return [...new Set(traits)].toSorted().join(' ');
}

function faultKind(fault: Fault): string {
  if (!('at' in fault)) return fault.kind;
  return `${fault.kind}:${typeof fault.at === 'string' ? fault.at : 'timed'}`;
}
