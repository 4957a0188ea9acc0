import type { AttemptFacts, CauseText, Facts, OperationFacts, Property, Violation } from '../src/model/index.js';
import { defined, FRAMINGS, NOISES, oncePer, sameResource } from '../src/model/index.js';
import { conclude, skip } from './lib/conclude.js';
import { gather } from './lib/gather.js';
import { soleOperations } from './lib/keys.js';
import { afterwards, completionOf, endOf, isAccepted, isAlone, isNoisy, isRefusal, liveSends, startOf, wasWhole, workEnd } from './lib/sends.js';
import { ending, named } from './lib/words.js';

/** Client libraries reorder and indent at will: the same JSON is the same request. */
export const equivalentPayload: Property = {
  id: 'equivalent-payload',
  statement: 'Member order, white space and headers without meaning do not make another request, where the contract says so.',
  source: 'RFC 8259 §2 and §4 (white space and member order of JSON); draft-ietf-httpapi-idempotency-key-header-07 §2.4',
  level: 'should',
  rank: 9,
  needs: ['json-body'],
  causes: {
    refused: {
      means: 'The same JSON with other white space or member order is taken for another payload: the fingerprint is made of raw bytes.',
      fix: 'Fingerprint the parsed body with members sorted; or say equivalence: bytes in the contract and tell clients to resend the same bytes.',
    },
    executed: {
      means: 'The same JSON spelled otherwise was executed as a new operation: the key is looked up together with the raw bytes.',
      fix: 'Look the key up by itself, and compare a fingerprint of the parsed body.',
    },
    'noise-refused': {
      means: 'A retry that differs only in a header without meaning, or in how it was written to the wire, is taken for another request: the fingerprint takes in all headers, or the connection.',
      fix: 'Fingerprint the body, the method and the path. Proxies, tracing and client libraries change the other headers from one retry to the next.',
    },
    'noise-executed': {
      means: 'A retry that differs only in a header without meaning, or in how it was written to the wire, was executed as a new operation: the key is looked up together with it.',
      fix: 'Look the key up by itself (and by whom it belongs to), never together with User-Agent, cookies, tracing headers or the connection.',
    },
  },
  judge: (facts) => {
    if (facts.contract.natural === true || facts.contract.equivalence === undefined) return skip('the contract does not say which requests are the same');
    const operations = soleOperations(facts);
    return conclude(
      { violations: gather(operations, (each) => judgeOperation(facts, each)), exposed: operations.some((each) => disguised(facts, each).length > 0) },
      { reason: 'no retry with another spelling or other headers was sent and answered under a completed key' },
    );
  },
};

/** Retries of a completed payload that look otherwise and mean the same, and whose answers say something of that. */
const disguised = oncePer((facts: Facts, operation: OperationFacts): readonly AttemptFacts[] => {
  const live = liveSends(facts, operation);
  const owner = completionOf(live);
  if (owner === undefined) return [];
  return afterwards(live, owner).filter(
    (each) =>
      each.payload === owner.payload && differenceOf(facts, owner, each) !== undefined && each.answer !== undefined && each.answer.class !== 'transient' && each.answer.class !== 'in-flight' &&
      (wrongIn(facts, live, owner, each) === undefined || !hasOtherReason(facts, live, owner, each)),
  );
});

/** In what the two differ without meaning it; undefined where in nothing, or in what the contract tells apart. */
function differenceOf({ contract }: Facts, owner: AttemptFacts, other: AttemptFacts): 'spelling' | 'noise' | undefined {
  if (other.variant?.spelling !== owner.variant?.spelling) return contract.equivalence === 'json' ? 'spelling' : undefined;
  return isNoisy(owner) || isNoisy(other) ? 'noise' : undefined;
}

function judgeOperation(facts: Facts, operation: OperationFacts): Violation[] {
  const others = disguised(facts, operation);
  if (others.length === 0) return [];
  const live = liveSends(facts, operation);
  const owner = completionOf(live);
  if (owner === undefined) return [];
  for (const other of others) {
    const what = wrongIn(facts, live, owner, other);
    if (what === undefined) continue;
    const noisy = differenceOf(facts, owner, other) === 'noise';
    const sentence = `${other.id} sent the ${noisy ? 'request' : 'JSON'} of ${owner.id} (${looks(owner)}) ${looks(other)} and ${ending(other)}; ${owner.id} ${ending(owner)}.`;
    const advice = noisy ? undefined : orderAdvice(owner, other, others, what);
    return [{ cause: noisy ? `noise-${what}` : what, operation: operation.id, attempts: [owner.id, other.id], sentence, compare: [owner.id, other.id], ...defined({ advice }) }];
  }
  return [];
}

const IN_ORDER = 'the order of members counts, whatever else of the text does';

/** Where only member order differs, white space is not known to count: a fingerprint of the parsed body, unsorted, does the same. */
function orderAdvice(owner: AttemptFacts, other: AttemptFacts, others: readonly AttemptFacts[], what: 'executed' | 'refused'): CauseText | undefined {
  const isSpaced = ({ variant }: AttemptFacts): boolean => variant?.spelling === 'spaced';
  if (isSpaced(owner) || isSpaced(other)) return undefined;
  const spaced = others.filter((each) => isSpaced(each) && isAccepted(each));
  const beside = spaced.length === 0 ? IN_ORDER : `${named(spaced)}, with other white space alone, passed: it is the order of members that counts`;
  return what === 'refused'
    ? { means: `The same JSON with its members in another order is taken for another payload: ${beside}.`, fix: equivalentPayload.causes['refused']?.fix ?? '' }
    : { means: `The same JSON with its members in another order was executed as a new operation: the key is looked up together with the body, and ${beside}.`, fix: equivalentPayload.causes['executed']?.fix ?? '' };
}

/** What became of a disguised retry that ought not to. */
function wrongIn(facts: Facts, live: readonly AttemptFacts[], owner: AttemptFacts, other: AttemptFacts): 'executed' | 'refused' | undefined {
  if (owner.answer === undefined || other.answer === undefined) return undefined;
  if (isAccepted(other) && sameResource(facts.contract, owner.answer, other.answer) === false) return 'executed';
  return isRefusal(other) && isAlone(other, live) && promised(facts) ? 'refused' : undefined;
}

/**
 * True where the looks are not to blame: what was sent in between may have damaged the record (cut short, of another
 * payload, invalid), or a retry that looked no less different was answered from it.
 */
function hasOtherReason(facts: Facts, live: readonly AttemptFacts[], owner: AttemptFacts, other: AttemptFacts): boolean {
  const between = live.filter((each) => each !== owner && each !== other && startOf(each) < endOf(other) && workEnd(facts, each) > startOf(owner));
  return between.some((each) => mayDamage(owner, each)) || between.some((each) => startOf(each) >= endOf(owner) && wasKnown(facts, owner, each) && covers(looksApart(owner, each), looksApart(owner, other)));
}

/** What a service may store in the place of the record: an answer to half a body, or to another request. */
function mayDamage(owner: AttemptFacts, each: AttemptFacts): boolean {
  return !wasWhole(each) || each.payload !== owner.payload || (each.variant?.spelling !== owner.variant?.spelling && isRefusal(each));
}

function wasKnown({ contract }: Facts, owner: AttemptFacts, each: AttemptFacts): boolean {
  return owner.answer !== undefined && each.answer !== undefined && isAccepted(each) && sameResource(contract, owner.answer, each.answer) === true;
}

/** In which ways the two may look different; two cookies are never the same. */
function looksApart(one: AttemptFacts, other: AttemptFacts): ReadonlySet<string> {
  const spellings = one.variant?.spelling === other.variant?.spelling ? [] : [one.variant?.spelling, other.variant?.spelling];
  const framings = one.variant?.framing === other.variant?.framing ? [] : [one.variant?.framing, other.variant?.framing];
  return new Set([...spellings, ...framings, ...(one.variant?.noise ?? []), ...(other.variant?.noise ?? [])].flatMap((each) => each ?? []));
}

function covers(all: ReadonlySet<string>, some: ReadonlySet<string>): boolean {
  return [...some].every((each) => all.has(each));
}

/** Where finished retries need not be answered like the first, or plain ones were not, a refusal says nothing about its looks. */
function promised({ contract, calibration }: Facts): boolean {
  const plain = calibration.observations.filter(({ question }) => question === 'finished-duplicate').flatMap(({ answers }) => answers);
  return contract.replay?.finished === 'replay' && (plain.length === 0 || plain.some((answer) => answer.class === 'accepted'));
}

function looks({ variant }: AttemptFacts): string {
  const { spelling, noise = [], framing } = variant ?? {};
  const parts = [...(spelling === undefined ? [] : [spelling]), ...noise.map((each) => `with ${NOISES[each]}`), ...(framing === undefined ? [] : [FRAMINGS[framing]])];
  return parts.length === 0 ? 'as first written' : parts.join(', ');
}

