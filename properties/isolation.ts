import type { Facts, Judgement, OperationFacts, Property, Violation } from '../src/model/index.js';
import { hasCopies } from '../src/model/index.js';
import { borrowed } from './lib/borrowed.js';
import { conclude, skip } from './lib/conclude.js';
import { copiedIn, copyRate, takenByCopy } from './lib/copies.js';
import { gather } from './lib/gather.js';
import { apartIn, isKeyless, keptApart, keyedOperations, sharers } from './lib/keys.js';
import { revokedReplays, wasRevocationTested } from './lib/revocation.js';
import { heldUp } from './lib/rivals.js';
import { claimedBySafeMethod, safeMethodRates } from './lib/safe-methods.js';
import { acceptedOf } from './lib/sends.js';
import { cookieRate, kinRate, sharedCookie, takenFrom } from './lib/strangers.js';
import { refusalRates, turnedAway } from './lib/turned-away.js';

/** A key means nothing outside its scope. */
export const isolation: Property = {
  id: 'isolation',
  statement: 'Another principal, route or method finds the key unused: no answer, refusal or wait comes from the first; a revoked credential gets no replay.',
  source: 'draft-ietf-httpapi-idempotency-key-header-07 §2.2 (scope of a key) and §5 (security considerations)',
  level: 'must',
  rank: 13,
  needs: ['second-principal', 'second-route'],
  needsAny: true,
  judgesCopies: true,
  causes: {
    answer: {
      means: 'Another caller or another route got the answer that was stored for the first: the key is looked up without its scope. What one customer made is shown to another, and the second request is silently dropped.',
      fix: 'Make caller, method and route part of the stored key, in its unique constraint too.',
    },
    'same-payload': {
      means: 'Another caller who happened to send the same payload got the answer that was stored for the first: what is looked up is made from the payload, with the key or without one, and not from the caller.',
      fix: 'Make the caller part of what is stored and looked up, wherever a digest of the payload is.',
    },
    cookie: {
      means: "A replay to another caller carried the first one's Set-Cookie: it hands over a session.",
      fix: 'Make the caller part of the stored key, and never store Set-Cookie or credentials with an answer.',
    },
    refused: {
      means: 'Another caller or route was refused, or told to wait, because of a key that it had never used: the key is looked up, or locked, without its scope. Where it was refused, only the fingerprint saved the day.',
      fix: 'Make caller, method and route part of the stored key, in its unique constraint too.',
    },
    'held-up': {
      means: 'A finished operation was told to wait while another caller was at work under that key: the record knows whose key it is, and the lock does not.',
      fix: 'Lock by what the record is stored under: caller, method, route and key.',
    },
    'safe-method': {
      means: 'A HEAD, GET or OPTIONS that carried the key was taken for the first attempt of the operation, which is now refused: the key is claimed for every method.',
      fix: 'Look up and claim keys only where a request has effects (POST, PATCH), and make the method part of the stored key.',
    },
    'revoked-replay': {
      means: 'A credential that had been revoked still got a stored answer: the look-up comes before authentication.',
      fix: 'Authenticate and authorize every request before the key is looked up.',
    },
  },
  judge: (facts) => {
    const { contract } = facts;
    const revoked = revokedReplays(facts);
    const tested = wasRevocationTested(facts);
    if (contract.natural === true || ((contract.scope === undefined || contract.scope.length === 0) && !tested)) return skip('the contract does not say what a key is unique within');
    if (hasCopies(facts.plan)) return judgeCopies(facts);
    const pairs = pairsOf(facts);
    // Where the method is part of what a key is unique within.
    const behindSafe = contract.scope?.includes('method') === true ? keyedOperations(facts) : [];
    return conclude(
      {
        violations: [...gather(pairs, ([one, other]) => trespasses(facts, one, other)), ...gather(facts.operations, (one) => heldUp(facts, one)), ...gather(behindSafe, (one) => claimedBySafeMethod(facts, one)), ...revoked],
        exposed: tested || pairs.some(([one, other]) => acceptedOf(facts, one).length > 0 && acceptedOf(facts, other).length > 0 && isDecided(facts, one, other)),
        rates: [...refusalRates(facts, pairs), cookieRate(facts, 'cookie', pairs), ...safeMethodRates(facts, behindSafe), kinRate(facts, 'answer')],
      },
      { reason: 'no key was used by a second principal or on a second route', missing: contract.scope?.includes('principal') === true ? 'second-principal' : 'second-route' },
    );
  },
};

/** Answers alone: what one of them is refused may be owed to the other, whose reference it sends. */
function judgeCopies(facts: Facts): Judgement {
  const apart = facts.contract.scope?.includes('principal') === true;
  const copied = apart ? copiedIn(facts) : [];
  return conclude({ violations: takenByCopy(facts, 'same-payload', copied), exposed: copied.length > 0, rates: [copyRate(facts, 'same-payload', copied)] }, { reason: 'two callers who sent one payload were not both accepted' });
}

/** Each operation beside each other one that has its key, where the contract keeps the two apart. */
function pairsOf(facts: Facts): [OperationFacts, OperationFacts][] {
  return gather(facts.operations, (one) => {
    const apart = isKeyless(one) ? [] : sharers(facts, one).filter((other) => keptApart(facts.contract, one, other));
    return apart.map((other): [OperationFacts, OperationFacts] => [one, other]);
  });
}

/** False where an answer may be the other's, and the effects that would tell were not read to the end. */
function isDecided(facts: Facts, one: OperationFacts, other: OperationFacts): boolean {
  return borrowed(facts, one, other)?.strength !== 'unread' && borrowed(facts, other, one)?.strength !== 'unread';
}

function trespasses(facts: Facts, one: OperationFacts, other: OperationFacts): Violation[] {
  const parts = apartIn(facts.contract, one, other).join(' and ');
  const taken = takenFrom(facts, one, other, { cause: 'answer', where: `another ${parts}` });
  if (taken.length > 0) return taken.map((each) => (sharesCookie(facts, each) && one.operation.principal !== other.operation.principal ? { ...each, cause: 'cookie' } : each));
  const where = `another ${parts}`;
  return [...sharedCookie(facts, one, other, { cause: 'cookie', where }), ...turnedAway(facts, one, other, { cause: 'refused', where })];
}

function sharesCookie(facts: Facts, { attempts: [mine = '', theirs = ''] }: Violation): boolean {
  const cookie = facts.attempts.get(mine)?.answer?.headers['set-cookie'];
  return cookie !== undefined && cookie === facts.attempts.get(theirs)?.answer?.headers['set-cookie'];
}
