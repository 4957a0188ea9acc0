import type { AttemptFacts, Property, Violation, Facts, OperationFacts } from '../src/model/index.js';
import { conclude, shareOf, skip } from './lib/conclude.js';
import { gather } from './lib/gather.js';
import { soleOperations } from './lib/keys.js';
import { resourcesOf } from './lib/resources.js';
import { isAccepted, liveSends, payloadsOf } from './lib/sends.js';

/** The id in the answers is the resource's name: it may be all that a client keeps. */
export const stableIdentity: Property = {
  id: 'stable-identity',
  statement: 'The resource id never changes between answers to one operation.',
  source: 'draft-ietf-httpapi-idempotency-key-header-07 §2.6; RFC 9110 §10.2.2 (Location names the resource created)',
  level: 'must',
  rank: 7,
  needs: ['resource-id'],
  causes: {
    'id-changed': {
      means: 'A retry names another resource than the first answer did: the operation ran again, or the id is made anew when the answer is rebuilt.',
      fix: 'Store the id with the key when the resource is made, and build every later answer from it.',
    },
  },
  judge: (facts) => {
    const { natural, replay, resourceId } = facts.contract;
    if (natural === true || replay?.identity === 'none') return skip('the contract does not promise that answers resemble each other');
    if (resourceId === undefined) return skip('the contract does not say where the resource id stands');
    const groups = gather(soleOperations(facts), (each) => byPayload(facts, each).map((attempts) => ({ operation: each.id, attempts })));
    return conclude(
      {
        violations: gather(groups, ({ operation, attempts }) => changed(facts, operation, attempts)),
        exposed: groups.some(({ attempts }) => attempts.filter(({ answer }) => answer?.id !== undefined).length >= 2),
      },
      { reason: 'no operation had two accepted answers with an id' },
    );
  },
};

function byPayload(facts: Facts, operation: OperationFacts) {
  const live = liveSends(facts, operation);
  if (shareOf(live, isAccepted).hits < 2) return [];
  const { mismatch, equivalence } = facts.contract;
  // Where another payload executes under the key, a return to the first may execute again.
  if (payloadsOf(live) > 1 && (mismatch === undefined || mismatch === 'execute')) return [];
  const isSame = (one: AttemptFacts, other: AttemptFacts) => one.payload === other.payload && (equivalence === 'json' || one.variant?.spelling === other.variant?.spelling);
  const groups: AttemptFacts[][] = [];
  for (const attempt of live) {
    const group = groups.find(([first]) => first !== undefined && isSame(first, attempt));
    if (group === undefined) groups.push([attempt]);
    else group.push(attempt);
  }
  return groups.map((group) => group.filter(isAccepted));
}

function changed(facts: Facts, operation: number, attempts: ReturnType<typeof liveSends>): Violation[] {
  const [first, other] = resourcesOf(facts.contract, attempts);
  if (first === undefined || other === undefined) return [];
  const sentence = `${first.id} was answered with the id ${first.answer?.id ?? ''}, ${other.id} with ${other.answer?.id ?? ''}.`;
  return [{ cause: 'id-changed', operation, attempts: [first.id, other.id], sentence, compare: [first.id, other.id] }];
}
