import type { Facts, OperationFacts, Property, Violation } from '../src/model/index.js';
import { conclude } from './lib/conclude.js';
import { countedBy, countsOf, EPSILON, hasAnyProbe, hasProbe, probeName } from './lib/effects.js';
import { both, gather } from './lib/gather.js';
import { keyedOperations } from './lib/keys.js';
import { resourcesOf } from './lib/resources.js';
import { adviceOn } from './lib/second-advice.js';
import type { Second } from './lib/second.js';
import { secondOf } from './lib/second.js';
import { endOf, isAccepted, liveSends, sendsOf } from './lib/sends.js';
import { generationsBy } from './lib/window.js';
import { counted, endings, listed, named, requestName, twoEndings } from './lib/words.js';

/** One operation, one effect, however often it was sent. Where no probe counts, distinct resource ids do (the weak form). */
export const singleEffect: Property = {
  id: 'single-effect',
  statement: 'At most one effect per key and scope within the retention, or per resource for natural requests, for each probe.',
  source: 'draft-ietf-httpapi-idempotency-key-header-07 §1 and §2.6; RFC 9110 §9.2.2',
  level: 'must',
  rank: 2,
  needs: ['probe', 'resource-id'],
  needsAny: true,
  raced: true,
  causes: {
    'second-effect': {
      means: 'The operation was executed more than once: two copies passed the check before either had claimed the key, or the record was lost, released or never written although the effect stayed.',
      fix: 'Claim the key with one atomic insert (unique constraint, SET NX) before any effect, and commit claim, effect and stored answer in one transaction. Where a claim can end before its owner does (a lease, a lock with a TTL), let the store turn the late owner away by a fencing token. Where no two copies overlapped, look for a record that is lost or never found: a key that is read from elsewhere (--key-header, --key-field), a cache that evicts, memory of one instance, a claim released on an error or a hang-up.',
    },
    'second-resource': {
      means: 'Answers under one key name different resources, so the operation was executed more than once, or its ids are made again on replay.',
      fix: 'Claim the key atomically before any effect and replay the stored answer. Give a probe (--effects) to count the effects themselves.',
    },
  },
  judge: (facts) => {
    const operations = keyedOperations(facts);
    return conclude(
      { violations: gather(operations, (each) => both(effects(facts, each), resources(facts, each))), exposed: operations.some((each) => isExposed(facts, each)) },
      missing(facts),
    );
  },
};

function missing(facts: Facts) {
  const blind = !hasAnyProbe(facts) && facts.contract.resourceId === undefined;
  return { reason: 'no operation was sent twice and had an effect that was counted', ...(blind ? { missing: 'probe' as const } : {}) };
}

/** One effect, but for what adding fractions makes of it. */
const ONE = 1 + EPSILON;

/** How many executions are lawful: one for each time that the key may have been free. */
function limitOf(facts: Facts, operation: OperationFacts, byMs: number): number {
  return perGeneration(facts, operation) * generationsBy(facts, operation, byMs);
}

/** One, or one per payload where the contract does not bind the key to one. */
function perGeneration(facts: Facts, operation: OperationFacts): number {
  const { mismatch, equivalence, natural } = facts.contract;
  if (natural === true || mismatch === 'reject' || mismatch === 'replay') return 1;
  // Where only bytes are compared, another spelling is another payload too.
  const spelled = equivalence !== 'json';
  return Math.max(1, new Set(sendsOf(facts, operation).map(({ payload, variant }) => `${payload}${spelled ? (variant?.spelling ?? '') : ''}`)).size);
}

function effects(facts: Facts, operation: OperationFacts): Violation[] {
  const several = countsOf(facts, operation).filter(({ total }) => total > ONE);
  if (several.length === 0) return [];
  const sends = sendsOf(facts, operation);
  // Units are of the ordinary body; another body may make more by itself, which one send cannot tell from a duplicate.
  if (operation.operation.body !== 0 && sends.length < 2) return [];
  return several
    .filter(({ total, probe }) => total > limitOf(facts, operation, countedBy(facts, operation, probe)) - 1 + ONE)
    .map(({ total, probe }) => secondEffect(facts, operation, probe, total));
}

function secondEffect(facts: Facts, operation: OperationFacts, probe: number, total: number): Violation {
  const sends = sendsOf(facts, operation);
  const second = secondOf(facts, operation, probe, total);
  const [one, two] = resourcesOf(facts.contract, sends);
  // Whichever made the effects are the first to be looked at.
  const decisive = second === undefined || second.executed.length === 0 ? [one, two].flatMap((each) => each ?? []) : second.executed;
  const ends = one === undefined || two === undefined ? endings(sends) : twoEndings(one, two);
  const times = total === 2 ? 'twice' : `${Number(total.toFixed(1))} times`;
  return {
    cause: 'second-effect',
    operation: operation.id,
    attempts: [...new Set([...decisive, ...sends].map(({ id }) => id))],
    sentence: `${counted(total)} for one key: ${probeName(facts, operation, probe)} counted ${requestName(sends[0])} ${times}${payloadsText(second)}; ${ends}.`,
    ...(second === undefined ? {} : { advice: adviceOn(facts, operation, second) }),
  };
}

/** Whose the effects are, where each is another payload's: by itself each counts as one, and looks lawful. */
function payloadsText(second: Second | undefined): string {
  return second?.how === 'other-payload' ? `, once for each of the payloads of ${listed(second.executed.map(({ id }) => id))}` : '';
}

function resources(facts: Facts, operation: OperationFacts): Violation[] {
  if (hasProbe(facts, operation) || facts.contract.natural === true || facts.contract.replay?.identity === 'none') return [];
  const found = resourcesOf(facts.contract, sendsOf(facts, operation));
  const [first, other] = found;
  if (first === undefined || other === undefined || found.length <= limitOf(facts, operation, Math.max(...found.map(endOf)))) return [];
  return [
    {
      cause: 'second-resource',
      operation: operation.id,
      attempts: found.map(({ id }) => id),
      sentence: `${found.length} resources for one key: ${named(found)} were answered with the ids ${found.map(({ answer }) => answer?.id ?? '').slice(0, 5).join(', ')}.`,
      compare: [first.id, other.id],
    },
  ];
}

function isExposed(facts: Facts, operation: OperationFacts): boolean {
  const sends = liveSends(facts, operation);
  if (sends.length < 2 && !sends.some(({ fault }) => fault?.kind === 'doubled')) return false;
  if (hasProbe(facts, operation)) return countsOf(facts, operation).some(({ total, whole }) => whole && total > 0);
  return sends.filter((attempt) => isAccepted(attempt) && attempt.answer?.id !== undefined).length >= 2;
}
