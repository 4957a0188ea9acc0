import type { Facts, Json, OperationFacts, Property, StateFacts, Violation } from '../src/model/index.js';
import { conclude, skip } from './lib/conclude.js';
import { wasCutShort } from './lib/effects.js';
import { isAccepted, payloadsOf, sendsOf, wasWhole } from './lib/sends.js';
import { differences, plainState } from './lib/state.js';
import { named, requestName } from './lib/words.js';

/** PUT and DELETE, sent n times with nothing between, leave what one of them leaves. */
export const naturalIdempotence: Property = {
  id: 'natural-idempotence',
  statement: 'PUT and DELETE sent n times with nothing between leave the state of once, dates, entity tags, revisions and ids aside.',
  source: 'RFC 9110 §9.2.2 (idempotent methods)',
  level: 'must',
  rank: 18,
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
    const own = repeated.filter((each) => hasOwnResource(each) && !each.reused);
    const judged = own.map((each) => ({ operation: each, states: stateOf(each) }));
    return conclude(
      {
        violations: judged.flatMap(({ operation, states }) => (states === undefined ? [] : differing(facts, operation, states))),
        exposed: judged.some(({ states }) => states !== undefined),
      },
      own.length > 0
        ? { reason: 'no state was read of a repeated request and of a single one', missing: 'state-probe' }
        : whyNone(repeated),
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

function whyNone(repeated: readonly OperationFacts[]): { readonly reason: string; readonly way?: string } {
  if (repeated.length === 0) return { reason: 'no request was accepted and sent twice' };
  return repeated.some(hasOwnResource) ? REUSED : SHARED;
}

const REUSED = { reason: 'the target gave ids out again while their requests were still being repeated, so that each met a thing of another', way: 'try --concurrency 1' };
const SHARED = { reason: 'operations share a resource, which others may have changed meanwhile', way: 'put {{uuid}} or {{nonce}} in the path' };

/** A control is an operation of its own: one that asks for the same resource shows that the path does not tell them apart. */
function hasOwnResource({ attempts, controls }: OperationFacts): boolean {
  return !controls.some(({ path }) => path === attempts[0]?.path);
}

/** The settled state after n requests, and those of two controls after one. */
function stateOf({ states }: OperationFacts): States | undefined {
  const many = states.findLast((each) => each.of === 'operation');
  const [once, again] = states.filter((each) => each.of === 'control');
  return many === undefined || once === undefined || again === undefined ? undefined : { many, once, again };
}

interface States {
  readonly many: StateFacts;
  readonly once: StateFacts;
  readonly again: StateFacts;
}

function differing(facts: Facts, operation: OperationFacts, { many, once, again }: States): Violation[] {
  const [one, other, own] = [once, again, many].map((each) => plainState(facts.contract, each)) as [Json, Json, Json];
  // What differs between two resources that were each asked for once is the server's own: an id, a number, a slug.
  const aside = differences(one, other).map(({ pointer }) => pointer);
  const difference = differences(one, own).find(({ pointer }) => !aside.some((each) => pointer === each || pointer.startsWith(`${each}/`)));
  if (difference === undefined) return [];
  const sends = sendsOf(facts, operation);
  return [
    {
      cause: 'state-differs',
      operation: operation.id,
      attempts: sends.map(({ id }) => id),
      sentence: `${sends.length} times ${requestName(sends[0])} (${named(sends)}) left ${difference.text}.`,
    },
  ];
}
