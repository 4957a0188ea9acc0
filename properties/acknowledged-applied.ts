import type { Facts, OperationFacts, Property, Violation } from '../src/model/index.js';
import { defined } from '../src/model/index.js';
import { gotAnothers } from './lib/borrowed.js';
import { conclude } from './lib/conclude.js';
import { notRare } from './lib/rates.js';
import type { Counted } from './lib/effects.js';
import { countsOf, hasAnyProbe, isBehind, probeName, wasCutShort, WHOLE } from './lib/effects.js';
import { gather } from './lib/gather.js';
import { soleOperations } from './lib/keys.js';
import { lostAdvice } from './lib/lost-advice.js';
import { isAccepted, liveSends, sendsOf } from './lib/sends.js';
import { counted, endings, requestName } from './lib/words.js';

/** An accepted answer is a promise: the effect is there in the end. */
export const acknowledgedApplied: Property = {
  id: 'acknowledged-applied',
  statement: 'An accepted answer means that the effect is there in the end.',
  source: 'RFC 9110 §15.3 (2xx: received, understood and accepted); draft-ietf-httpapi-idempotency-key-header-07 §2.6',
  level: 'must',
  rank: 3,
  needs: ['probe'],
  causes: {
    'no-effect': {
      means: 'The service said yes and did nothing: a success made up for a duplicate in flight, an answer stored before the effect was committed, or a replay of an answer to something else, such as a HEAD with the key.',
      fix: 'Answer from the stored result of the execution only, and store it in the transaction that commits the effect. Safe methods must not touch keys.',
    },
    'partial-effect': {
      means: 'Only some of the effects of one operation are there: it was cut off between them, and the retry took it for done.',
      fix: 'Commit all effects of an operation together, or let a retry resume at the first step that is not done.',
    },
  },
  judge: (facts) => {
    const operations = soleOperations(facts).filter((each) => !wasCutShort(each) && liveSends(facts, each).some(isAccepted));
    const readable = operations.filter((each) => isCountable(facts, each) && countsOf(facts, each).some(({ whole }) => whole));
    const behind = gather(readable, (each) => shortOf(facts, each).filter((count) => isBehind(each, count)).slice(0, 1));
    // What is there is there, however far the service is behind.
    const exposed = behind.length < readable.length;
    const [first] = behind;
    const open = first === undefined ? undefined : (first.uncompared ?? BEHIND);
    const openWay = open === BEHIND ? KEEP_UP : undefined;
    // A queue may have something left at any time; where it is much, those that were counted may be the ones that are not lost.
    const rates = [notRare(STILL_BEHIND, behind.length, readable.length)];
    return conclude({ violations: gather(readable, (each) => lost(facts, each)), exposed, open, openWay, openBy: STILL_BEHIND, rates }, unreached(facts, open, openWay));
  },
};

const STILL_BEHIND = 'still-behind';
const BEHIND = 'the service was behind, and what was accepted later had not been counted either';
const KEEP_UP = 'let it keep up with a lower --concurrency or --rate';

function unreached(facts: Facts, open: string | undefined, way: string | undefined): { readonly reason: string; readonly missing?: 'probe'; readonly way?: string } {
  if (!hasAnyProbe(facts)) return { reason: 'nothing counts effects', missing: 'probe' };
  return { reason: open ?? 'no accepted operation had its effects counted', ...defined({ way }) };
}

/** What was accepted without the member that effects are counted by cannot be counted. */
function isCountable(facts: Facts, operation: OperationFacts): boolean {
  const sends = sendsOf(facts, operation);
  return sends.every(({ nonce }) => nonce === undefined) || sends.some((each) => isAccepted(each) && each.nonce !== undefined);
}

/** The probes that have counted too little. */
function shortOf(facts: Facts, operation: OperationFacts): readonly Counted[] {
  const accepted = sendsOf(facts, operation).filter(isAccepted);
  // How much a body other than the ordinary one makes is not known, only that it makes something.
  const enough = operation.operation.body === 0 && accepted.every(({ payload }) => payload === 0) ? WHOLE : Number.MIN_VALUE;
  return countsOf(facts, operation).filter(({ total, whole }) => whole && total < enough);
}

function lost(facts: Facts, operation: OperationFacts): Violation[] {
  const short = shortOf(facts, operation).filter((each) => !isBehind(operation, each));
  // An answer taken from another operation is a matter of isolation or of telling keys apart.
  if (short.length === 0 || gotAnothers(facts, operation)) return [];
  const accepted = sendsOf(facts, operation).filter(isAccepted);
  const advice = lostAdvice(facts, operation);
  return short.map(({ total, probe, later }) => ({
    cause: total === 0 ? 'no-effect' : 'partial-effect',
    operation: operation.id,
    attempts: accepted.map(({ id }) => id),
    sentence: `${counted(total)} of an accepted operation: ${endings(accepted)}, and ${probeName(facts, operation, probe)} ${total === 0 ? 'never counted' : 'counted only a part of'} ${requestName(accepted[0])}${later === undefined ? '' : ', while it counted another one that was accepted later'}.`,
    ...(advice === undefined || total !== 0 ? {} : { advice }),
  }));
}
