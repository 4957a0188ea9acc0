import type { Attempt, AttemptId, Contract, Operation, Start } from '../../model/index.js';
import { marginOf } from '../../model/index.js';
import type { Dice } from '../dice.js';
import type { PlanContext } from '../types.js';
import { idOf } from './attempts.js';
import { rounded } from './faults.js';

/** Waits beyond this are worth it only where the run says that it has the time. */
const LONGEST_WAIT_MS = 5_000;

/**
 * How long a plan waits that tries both sides of a retention, and one that outlives two leases; undefined where the contract
 * names no such time. A default is nobody's promise, and is not put to the test.
 */
export function waitsOf({ retentionMs, leaseMs, sources = {} }: Contract): { readonly expiry?: number; readonly lease?: number } {
  return {
    ...(retentionMs === undefined || retentionMs <= 0 || sources['retentionMs'] === 'default' ? {} : { expiry: 2 * retentionMs + 2 * edgeOf(retentionMs) }),
    ...(leaseMs === undefined || leaseMs <= 0 || sources['leaseMs'] === 'default' ? {} : { lease: 2 * leaseMs }),
  };
}

/** True where that time can be waited for in this run. */
export function isWaitable(waitMs: number | undefined, { longestWaitMs = LONGEST_WAIT_MS }: Pick<PlanContext, 'longestWaitMs'>): boolean {
  return waitMs !== undefined && waitMs <= longestWaitMs;
}

/** As far from an edge as is judged, and half as far again, for the way there and back. */
function edgeOf(windowMs: number): number {
  return Math.round(1.5 * marginOf(windowMs));
}

/**
 * The operations, the first one with more attempts: often after its first one alone, since whatever else comes between may
 * be why a record is gone. Where others refer to them, all stay.
 */
function more(dice: Dice, operations: readonly Operation[], draw: (first: Operation, id: (nth: number) => AttemptId) => readonly (Pick<Attempt, 'id' | 'start'>)[]): readonly Operation[] {
  const [whole, ...rest] = operations;
  if (whole === undefined) return operations;
  const first = rest.length === 0 && dice.chance(0.6) ? { ...whole, attempts: whole.attempts.slice(0, 1) } : whole;
  const next = Math.max(...[first, ...rest].flatMap(({ attempts }) => attempts.map(({ id }) => Number(id.slice(1))))) + 1;
  return [{ ...first, attempts: [...first.attempts, ...draw(first, (nth) => idOf(next + nth))] }, ...rest];
}

/**
 * Sends the first operation again on either side of the end of its retention, none so close to it that nothing could be said:
 * once right away, so that the record is known to be there, then late, counted from where the contract may count, then after
 * the end, alone or several together.
 */
export function drawExpiry(dice: Dice, operations: readonly Operation[], { retentionMs = 0, retentionFrom = 'claim' }: Contract): readonly Operation[] {
  return more(dice, operations, (first, id) => {
    const added: Pick<Attempt, 'id' | 'start'>[] = [];
    const leader = first.attempts[0]?.id ?? '';
    const add = (start: Start): AttemptId => {
      const name = id(added.length);
      added.push({ id: name, start });
      return name;
    };
    let last = first.attempts.at(-1)?.id ?? leader;
    const [inside, after] = dice.weighted([
      [50, [true, false]],
      [25, [false, true]],
      [25, [true, true]],
    ] as const);
    // While the first is at work: what it is told shows when it had not ended.
    if (retentionFrom !== 'claim') add({ kind: 'during', of: leader, durations: rounded(dice.real(0.7, 0.95)) });
    if (inside || dice.chance(0.5)) last = add({ kind: 'after', of: last, pauseMs: 0 });
    if (inside) {
      last = add(drawInside(dice, { leader, last, retentionMs }));
      // What is told to wait for it shows that it works, long before it ends.
      if (retentionFrom !== 'claim' || dice.chance(0.5)) add({ kind: 'during', of: last, durations: 0.05 });
    }
    if (after) {
      // After the first, where a replay may have made the time begin again.
      const alone = add({ kind: 'after', of: dice.chance(0.3) ? leader : last, pauseMs: retentionMs + edgeOf(retentionMs) });
      for (let count = dice.chance(0.5) ? dice.int(1, 4) : 0; count > 0; count -= 1) add({ kind: 'together', as: alone });
    }
    return added;
  });
}

/** Late, and early enough: counted from the claim, or from an answer that came later. */
function drawInside(dice: Dice, { leader, last, retentionMs }: { leader: AttemptId; last: AttemptId; retentionMs: number }): Start {
  const edge = Math.max(0, retentionMs - edgeOf(retentionMs));
  if (dice.chance(0.4)) return { kind: 'since', of: leader, delayMs: edge };
  return { kind: 'after', of: last, pauseMs: Math.min(edge, Math.round(retentionMs * dice.pick([0.5, 0.65, 0.75, 0.85]))) };
}

/**
 * Sends the first operation again once a claim's time is over, whether its owner still works or not, and again when that one or
 * the owner has ended: a lock that lasts for less than the work, that is taken from whom it belongs to, or that is let go by
 * somebody else.
 */
export function drawLease(dice: Dice, operations: readonly Operation[], { leaseMs = 0 }: Contract): readonly Operation[] {
  return more(dice, operations, (first, id) => {
    const leader = first.attempts[0]?.id ?? '';
    const second: Start = { kind: 'since', of: leader, delayMs: Math.round(leaseMs * dice.real(1.02, 1.8)) };
    const third = dice.weighted<() => readonly Start[]>([
      [30, () => []],
      [35, () => [{ kind: 'after', of: leader, pauseMs: 0 }]],
      [20, () => [{ kind: 'during', of: id(0), durations: rounded(dice.real(0.1, 1.2)) }]],
      [15, () => [{ kind: 'together', as: id(0) }]],
    ])();
    return [second, ...third].map((start, nth) => ({ id: id(nth), start }));
  });
}
