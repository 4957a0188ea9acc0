import type { HistoryEvent, ProbeEvent } from '../../model/index.js';

/** Whose effects a nonce's are, in words; nothing where all that is shown has the same one. */
export type Owners = (event: Pick<ProbeEvent, 'nonce' | 'operation'>) => string;

/** Payloads under one key may have nonces of their own, each with one effect: without a name that would look lawful. */
export function ownersOf(events: readonly HistoryEvent[], operations: ReadonlySet<number>): Owners {
  const sent = events.filter((event) => event.type === 'invoke').filter(({ operation, phase }) => operations.has(operation) && phase !== 'control');
  const firsts = [...new Map(sent.toReversed().flatMap((each) => (each.nonce === undefined ? [] : [[each.nonce, each] as const]))).values()];
  const known = new Map(
    firsts.flatMap(({ nonce = '', operation, attempt }): [string, string][] => {
      const alike = firsts.filter((each) => each.operation === operation).length;
      if (alike > 1) return [[nonce, `${attempt}: `]];
      return operations.size > 1 ? [[nonce, `op ${operation}: `]] : [];
    }),
  );
  // A request may carry no nonce.
  return ({ nonce, operation }) => known.get(nonce) ?? (operations.size > 1 ? `op ${operation}: ` : '');
}
