import type { Facts, OperationFacts, Property, StateFacts, Violation } from '../src/model/index.js';
import { conclude, skip } from './lib/conclude.js';
import { wasCutShort } from './lib/effects.js';
import { isAccepted, payloadsOf, sendsOf, wasWhole } from './lib/sends.js';
import { firstDifference, plainState } from './lib/state.js';
import { named, requestName } from './lib/words.js';

/** PUT and DELETE, sent n times with nothing between, leave what one of them leaves. */
export const naturalIdempotence: Property = {
  id: 'natural-idempotence',
  statement: 'PUT and DELETE sent n times with nothing between leave the state of once, dates and entity tags aside.',
  source: 'RFC 9110 §9.2.2 (idempotent methods)',
  level: 'must',
  rank: 17,
  needs: ['state-probe'],
  causes: {
    'state-differs': {
      means: 'Repeating the request changed the resource: it increments, appends or merges instead of replacing, or takes a deletion for an error that has effects.',
      fix: 'Let PUT set the whole state to what the request says. Use POST with a key, or a conditional request, for what counts up.',
    },
  },
  judge: (facts) => {
    if (facts.contract.natural !== true) return skip('the contract makes requests idempotent by a key');
    const repeated = facts.operations.filter((each) => !wasCutShort(each) && isRepeated(facts, each));
    const judged = repeated.map((each) => ({ operation: each, pair: pairOf(each) }));
    return conclude(
      {
        violations: judged.flatMap(({ operation, pair }) => (pair === undefined ? [] : differing(facts, operation, pair))),
        exposed: judged.some(({ pair }) => pair !== undefined),
      },
      repeated.length > 0 ? { reason: 'no state was read of a repeated request and of a single one', missing: 'state-probe' } : { reason: 'no request was accepted and sent twice' },
    );
  },
};

/**
 * Accepted, and sent at least twice with one payload: another one may lawfully leave another state. The others need not
 * be accepted: a second DELETE is lawfully answered 404.
 */
function isRepeated(facts: Facts, operation: OperationFacts): boolean {
  const sends = sendsOf(facts, operation);
  return payloadsOf(sends) === 1 && sends.some(isAccepted) && sends.filter(wasWhole).length >= 2;
}

/** The settled state after n requests, and that of a control after one. */
function pairOf({ states }: OperationFacts): [many: StateFacts, once: StateFacts] | undefined {
  const many = states.findLast((each) => each.of === 'operation');
  const once = states.findLast((each) => each.of === 'control');
  return many === undefined || once === undefined ? undefined : [many, once];
}

function differing(facts: Facts, operation: OperationFacts, [many, once]: [StateFacts, StateFacts]): Violation[] {
  // A control that was sent more than once says nothing about once.
  if (operation.controls.filter(({ nonce = '' }) => nonce === once.nonce).length !== 1) return [];
  const difference = firstDifference(plainState(facts.contract, once), plainState(facts.contract, many));
  if (difference === undefined) return [];
  const sends = sendsOf(facts, operation);
  return [
    {
      cause: 'state-differs',
      operation: operation.id,
      attempts: sends.map(({ id }) => id),
      sentence: `${sends.length} times ${requestName(sends[0])} (${named(sends)}) left ${difference}.`,
    },
  ];
}
