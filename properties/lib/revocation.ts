import type { AttemptFacts, Facts, Violation } from '../../src/model/index.js';
import { endOf, isAccepted, revocations, startOf } from './sends.js';
import { ending } from './words.js';

/** Sends under a credential whose revocation had been accepted before. */
function afterRevocation(facts: Facts): AttemptFacts[] {
  const done = revocations(facts).filter(isAccepted);
  if (done.length === 0) return [];
  return [...facts.attempts.values()].filter(
    (each) => each.phase !== 'revoke' && each.phase !== 'setup' && each.answer !== undefined && each.variant?.method === undefined && done.some((revoke) => revoke.principal === each.principal && endOf(revoke) <= startOf(each)),
  );
}

function isTurnedDown({ answer }: AttemptFacts): boolean {
  return answer?.status === 401 || answer?.status === 403;
}

/** Revocation was seen to work: some request was turned down for it. */
export function wasRevocationTested(facts: Facts): boolean {
  return afterRevocation(facts).some(isTurnedDown);
}

/** Replays under a revoked credential, sent after another request was turned down for it: before that it may not have spread. */
export function revokedReplays(facts: Facts): Violation[] {
  const later = afterRevocation(facts);
  return later.filter(isAccepted).flatMap((replay) => {
    const proof = later.find((each) => isTurnedDown(each) && each.principal === replay.principal && endOf(each) <= startOf(replay));
    if (proof === undefined) return [];
    const sentence = `${replay.id} ${ending(replay)} under a credential that had been revoked; ${proof.id} had been turned down for it (${proof.answer?.status ?? 0}).`;
    return [{ cause: 'revoked-replay', operation: replay.operation, attempts: [proof.id, replay.id], sentence, compare: [proof.id, replay.id] as const }];
  });
}
