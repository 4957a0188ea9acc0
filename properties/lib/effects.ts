import type { AttemptFacts, EffectFacts, Facts, OperationFacts } from '../../src/model/index.js';
import { groupBy, onceFor, oncePer } from '../../src/model/index.js';
import { gather } from './gather.js';
import { sendsOf } from './sends.js';

/** A probe's settled count for one operation. */
export interface Counted {
  readonly probe: number;
  readonly total: number;
  /** True where every nonce that was sent has been read: only then does a small total mean anything. */
  readonly whole: boolean;
  /** What was counted of an operation that was accepted later; absent where none was asked for. */
  readonly later?: number;
  /** Why there was none. */
  readonly uncompared?: string;
}

/** Room for what adding fractions makes of a whole number. */
export const EPSILON = 1e-6;
/** The least that counts as a whole effect: fractions are added up. */
export const WHOLE = 1 - EPSILON;

/** True where calibration saw a probe of this route count an ordinary operation. */
export function hasProbe(facts: Facts, operation: OperationFacts): boolean {
  const { route } = operation.operation;
  return facts.calibration.probes.some((probe) => probe.route === route && probe.unit > 0);
}

/** True where calibration saw a probe count any of the operations. */
export const hasAnyProbe = onceFor((facts: Facts): boolean => facts.operations.some((each) => hasProbe(facts, each)));

/** A probe by the number that a reader can find it by, where there are several. */
export function probeName(facts: Facts, operation: OperationFacts, probe: number): string {
  return unitsOf(facts, operation).length > 1 ? `effects probe ${probe + 1}` : 'the effects probe';
}

/** What the probes that work counted for an operation; those that never read well, or never counted, are left out. */
export const countsOf = oncePer((facts: Facts, operation: OperationFacts): readonly Counted[] => {
  if (operation.effects.length === 0) return [];
  const units = unitsOf(facts, operation);
  const sends = sendsOf(facts, operation);
  return gather(operation.effects, (effect) => counted(effect, units[effect.probe] ?? 0, sends));
});

function counted({ probe, total, byNonce, later, uncompared }: EffectFacts, unit: number, sends: readonly AttemptFacts[]): Counted[] {
  if (unit <= 0 || total === undefined) return [];
  const whole = sends.some(({ nonce }) => nonce !== undefined) && sends.every(({ nonce }) => nonce === undefined || byNonce.has(nonce));
  if (later === undefined) return [{ probe, total, whole }];
  return [uncompared === undefined ? { probe, total, whole, later } : { probe, total, whole, later, uncompared }];
}

function unitsOf(facts: Facts, { operation }: OperationFacts): number[] {
  return facts.calibration.probes.filter(({ route }) => route === operation.route).map(({ unit }) => unit);
}

/** True where every probe read every nonce and found nothing at all, though what came later was counted. */
export function leftNothing(facts: Facts, operation: OperationFacts): boolean {
  const counts = countsOf(facts, operation);
  return counts.length > 0 && counts.every((each) => each.whole && each.total === 0 && !isBehind(operation, each));
}

/**
 * True where what was accepted later has not been counted either: then the service is behind with its effects, and nothing
 * says that the operation's is lost. False in histories that asked for none.
 */
export function isBehind({ operation }: OperationFacts, { later }: Counted): boolean {
  // How much a body other than the ordinary one makes is not known, only that it makes something.
  return later !== undefined && (operation.body === 0 ? later < WHOLE : later === 0);
}

/** True where a probe found an effect. */
export function leftSomething(facts: Facts, operation: OperationFacts): boolean {
  return countsOf(facts, operation).some(({ total }) => total > 0);
}

/** The run was cut off before the effects can be said to have settled. */
export function wasCutShort({ settlement }: OperationFacts): boolean {
  return settlement === 'interrupted';
}

/** What the probes of each operation read, in order. */
const readingsOf = onceFor((facts: Facts) => groupBy(facts.history.events.filter((event) => event.type === 'probe'), ({ operation }) => operation));

/** When the probe first counted as much as it has settled at: what came later cannot be a part of that. */
export function countedBy(facts: Facts, operation: OperationFacts, probe: number): number {
  const counts = new Map<string, number>();
  const readings: { readonly atMs: number; readonly sum: number; readonly final: boolean }[] = [];
  for (const event of readingsOf(facts).get(operation.id) ?? []) {
    if (event.probe !== probe || event.when === 'control' || event.count === undefined) continue;
    counts.set(event.nonce, event.count);
    readings.push({ atMs: event.atMs, sum: [...counts.values()].reduce((sum, count) => sum + count, 0), final: event.when !== 'reading' });
  }
  const most = Math.max(...readings.map(({ sum, final }) => (final ? sum : 0)));
  return readings.find(({ sum }) => sum >= most)?.atMs ?? Number.POSITIVE_INFINITY;
}
