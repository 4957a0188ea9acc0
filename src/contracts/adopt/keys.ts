import type { Answer, Contract } from '../../model/index.js';
import { alike } from './compare.js';
import type { Learn, Lesson, Pair } from './lesson.js';
import { agreement, neverAdopted, noSuccess, turnedAway } from './lesson.js';
import { samplesOf } from './samples.js';

const MISSING = 'a request without a key';

/** Rejected (where a key is required) or executed on its own (where it is optional); never one answer for two requests. */
export const learnMissingKey: Learn = (evidence, contract) => {
  const { pairs, missing } = samplesOf(evidence, 'missing-key', contract, MISSING);
  const { all, varies } = agreement(pairs.map(missingLabel), MISSING);
  if (all === undefined) return [...missing, ...varies];
  // One answer for two requests is the very bug that the promise to execute them is judged by.
  if (all === SHARED) return [{ kind: 'choice', changes: [{ field: 'missingKey', value: 'execute' }], text: `${MISSING} is accepted` }, neverAdopted(MISSING, all)];
  if (all === EXECUTED) return [{ kind: 'choice', changes: [{ field: 'missingKey', value: 'execute' }], text: `${MISSING} is executed` }];
  if (!/^4\d\d$/.test(all)) return [neverAdopted(MISSING, all)];
  return [{ kind: 'choice', changes: [{ field: 'missingKey', value: 'reject' }], text: `${MISSING} is rejected with ${all}` }];
};

const EXECUTED = 'executed';
const SHARED = 'the answer of another request without a key';

function missingLabel({ first, second, effects }: Pair): string {
  if (first === undefined) return 'no answer';
  if (isRefused(first)) return String(first.status);
  if (first.class !== 'accepted') return noSuccess(first) ?? `${String(first.status)}, which is no refusal`;
  if (second === undefined) return 'no answer';
  if (second.class !== 'accepted') return `first ${String(first.status)}, then ${noSuccess(second) ?? String(second.status)}`;
  const shared = effects === undefined ? first.id !== undefined && first.id === second.id : effects < 1.5;
  return shared ? SHARED : EXECUTED;
}

const FORMAT = 'key.format';
const QUOTES = 'a key with and without quotes';

/** Bare, quoted (a structured-field String) or both, and then both are one key. */
export const learnKeyFormat: Learn = (evidence, contract) => {
  if (contract.key?.in !== 'header') return [];
  const { pairs, missing } = samplesOf(evidence, 'quoted-key', contract, QUOTES);
  const { all, varies } = agreement(pairs.map((pair) => formatLabel(pair, contract)), QUOTES);
  if (all === undefined) return [...missing, ...varies];
  return [FORMATS[all] ?? neverAdopted(QUOTES, all)];
};

const FORMATS: { readonly [label: string]: Lesson } = {
  'one answer': choice('both', 'a key may be quoted or bare, and is the same key'),
  'two operations': choice('raw', 'quotes are part of the key'),
  'quoted refused': choice('raw', 'a key is bare; a quoted one is refused'),
  'bare refused': choice('quoted', 'a key is a quoted string; a bare one is refused'),
};

function choice(format: 'raw' | 'quoted' | 'both', text: string): Lesson {
  return { kind: 'choice', changes: [{ field: FORMAT, value: format }], text };
}

function formatLabel({ first, second, secondEffect }: Pair, contract: Contract): string {
  if (first === undefined || second === undefined) return 'no answer';
  if (first.class === 'accepted' && second.class === 'accepted') {
    return secondEffect ? 'two operations' : alike(first, second, contract) ? 'one answer' : 'a changed answer';
  }
  if (first.class === 'accepted' && isRefused(second)) return 'quoted refused';
  if (isRefused(first) && second.class === 'accepted') return 'bare refused';
  return noSuccess(first) ?? `${String(first.status)}, then ${noSuccess(second) ?? String(second.status)}`;
}

/** One that is told to wait, for whatever else is in flight, may be served when it is asked again. */
function isRefused(answer: Answer): boolean {
  return turnedAway(answer) && answer.class !== 'in-flight';
}
