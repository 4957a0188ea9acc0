import type { AttemptFacts, Facts, OperationFacts, Property, Rate, Violation } from '../src/model/index.js';
import { disruptionsOf } from '../src/model/index.js';
import { gotAnothers } from './lib/borrowed.js';
import { conclude, skip } from './lib/conclude.js';
import { gather } from './lib/gather.js';
import { soleOperations } from './lib/keys.js';
import { ratesOf } from './lib/rates.js';
import { completionOf, endOf, isAccepted, liveSends, payloadsOf, startOf } from './lib/sends.js';
import { endings } from './lib/words.js';

/** The contract's marker tells replays from first answers. */
export const marker: Property = {
  id: 'marker',
  statement: 'At most one acceptance per key is without the marker, and the first answer does not carry it.',
  source: "the contract's marker field, such as Stripe's Idempotent-Replayed",
  level: 'must',
  rank: 16,
  needs: ['marker'],
  causes: {
    'unmarked-replay': {
      means: 'More than one answer under one key says that it is the first: replays on some path are not marked, or the operation ran twice.',
      fix: 'Set the marker in the one place that sends stored answers, for duplicates that waited too.',
    },
    'marked-first': {
      means: 'The first answer is marked as a replay: the marker is stored with the answer or set for every keyed request, or the key had been used before.',
      fix: 'Add the marker when a stored answer is sent, after the first one has been.',
    },
  },
  judge: (facts) => {
    if (facts.contract.marker === undefined || facts.contract.natural === true) return skip('the contract names no marker');
    const operations = soleOperations(facts).filter((each) => payloadsOf(liveSends(facts, each)) === 1);
    return conclude(
      {
        violations: gather(operations, (each) => judgeOperation(facts, each)),
        exposed: operations.some((each) => liveSends(facts, each).filter(isAccepted).length >= 2),
        rates: markedRates(facts, operations),
      },
      { reason: 'no operation was accepted twice' },
    );
  },
};

function judgeOperation(facts: Facts, operation: OperationFacts): Violation[] {
  if (isSpelledAnew(facts, operation) || gotAnothers(facts, operation)) return [];
  const live = liveSends(facts, operation);
  const unmarked = live.filter((each) => isAccepted(each) && each.answer?.marked === false);
  if (unmarked.length > 1) {
    return [{ cause: 'unmarked-replay', operation: operation.id, attempts: unmarked.map(({ id }) => id), sentence: `${unmarked.length} accepted answers under one key are without the marker: ${endings(unmarked)}.` }];
  }
  const first = onlyFirst(facts, live);
  if (first?.answer === undefined || !isMarked(first)) return [];
  const sentence = `${first.id} was the first attempt of its key and its answer (${first.answer.status}) carries the marker of a replay.`;
  return [{ cause: 'marked-first', operation: operation.id, attempts: [first.id], sentence, suspect: true }];
}

/** Where only bytes are compared, another spelling may run as a request of its own. */
function isSpelledAnew(facts: Facts, operation: OperationFacts): boolean {
  return facts.contract.equivalence !== 'json' && liveSends(facts, operation).some(({ variant }) => variant?.spelling !== undefined);
}

/**
 * The first acceptance, where nothing else can have been executed before: another attempt may have been the first, or its own
 * double, which the network delivered on another connection; or a proxy sent it again to what the kit has struck meanwhile.
 */
function onlyFirst(facts: Facts, live: readonly AttemptFacts[]): AttemptFacts | undefined {
  const first = completionOf(live);
  if (first === undefined || first.fault?.kind === 'doubled' || wasStruck(facts, first)) return undefined;
  return live.every((other) => other === first || startOf(other) >= endOf(first)) ? first : undefined;
}

function wasStruck(facts: Facts, attempt: AttemptFacts): boolean {
  return disruptionsOf(facts).some(({ atMs }) => startOf(attempt) <= atMs && atMs <= endOf(attempt));
}

function isMarked({ answer }: AttemptFacts): boolean {
  return answer?.marked === true;
}

/**
 * First answers with the marker, against ten others for each, of which every tenth would have it: a proxy that sends again with
 * the key, where its upstream executed and dropped the connection, brings a lawful replay for a first answer, but not so often.
 * That the others grow with them keeps the first few from proving anything.
 */
function markedRates(facts: Facts, operations: readonly OperationFacts[]): readonly Rate[] {
  const firsts = gather(operations, (each) => {
    const first = onlyFirst(facts, liveSends(facts, each));
    return first === undefined || isSpelledAnew(facts, each) || gotAnothers(facts, each) ? [] : [first];
  });
  return ratesOf(facts, 'marked-first', firsts, [], isMarked).map((rate) => ({ ...rate, base: { hits: rate.cases.trials, trials: 10 * rate.cases.trials } }));
}
