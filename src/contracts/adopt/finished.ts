import type { Answer, Contract, Discriminator } from '../../model/index.js';
import { readAnswer } from '../../model/index.js';
import { classify } from '../classify.js';
import { withRule } from '../merge.js';
import { is2xx, repeatsUnder, scalars } from './compare.js';
import type { Learn, Lesson, Pair } from './lesson.js';
import { acceptedPairs, agreement } from './lesson.js';

const ABOUT = 'a finished request sent again';

/**
 * What an identical retry of a finished request gets: its answer; its members under another 2xx (Square's and many others'
 * 200 for a 201); or a 409 that carries the resource id (GoCardless's `idempotent_creation_conflict`). Anything else is a
 * bug and is never adopted.
 */
export const learnFinished: Learn = (evidence, contract) => {
  const pairs = acceptedPairs(evidence, 'finished-duplicate', contract);
  const { all, varies } = agreement(pairs.map((pair) => labelOf(pair, contract)), ABOUT);
  if (all === 'its answer') return [{ kind: 'choice', changes: REPLAYED, text: `${ABOUT} gets its answer`, allows: ({ replay }) => replay?.finished !== 'conflict-with-id' }];
  if (all === 'another 2xx') return [otherStatus(pairs)];
  if (all === '409 with the resource id') return conflictWithId(pairs, contract);
  return all === undefined ? varies : [{ kind: 'warning', text: `${ABOUT} gets ${all}; that is never adopted` }];
};

const REPLAYED = [
  { field: 'replay.finished', value: 'replay' },
  { field: 'replay.status', value: 'same' },
];

function labelOf({ first, second, secondEffect }: Pair, contract: Contract): string {
  if (secondEffect) return 'a second effect';
  if (first === undefined || second === undefined) return 'no answer';
  if (second.status === 409 && placesOf(first, second, contract).length > 0) return '409 with the resource id';
  if (second.class !== 'accepted') return `${String(second.status)}, without the resource id`;
  if (!repeatsUnder(first, second, contract)) return 'a changed answer';
  if (first.status === second.status) return 'its answer';
  return is2xx(first.status) && is2xx(second.status) ? 'another 2xx' : `its body under ${String(second.status)}`;
}

function otherStatus(pairs: readonly Pair[]): Lesson {
  const [pair] = pairs;
  return {
    kind: 'choice',
    changes: [{ field: 'replay.status', value: '2xx' }],
    text: `${ABOUT} gets the same members under another 2xx (${String(pair?.second?.status)} after ${String(pair?.first?.status)})`,
  };
}

/** Where the second answer holds an id of the first, whichever of the known places that stands in. */
function placesOf(first: Answer, second: Answer, contract: Contract): string[] {
  const ids = new Set((contract.resourceId ?? []).map((place) => idAt([place], first, contract)));
  return scalars(second.tree).flatMap(([pointer, value]) => (ids.has(String(value)) ? [pointer] : []));
}

function idAt(resourceId: readonly string[], answer: Answer, contract: Contract): string | undefined {
  return readAnswer(answer.response, { ...contract, resourceId }, classify).id;
}

/**
 * The 409 must then count as the acceptance that it is, or it would pass for "still running": a discriminator on the place of
 * the id does that, and the place is added to those where the id is looked for. That takes one place that holds in all five.
 */
function conflictWithId(pairs: readonly Pair[], contract: Contract): Lesson[] {
  const known = pairs.flatMap(({ first, second }) => (first === undefined || second === undefined ? [] : [{ first, second }]));
  const places = known.map(({ first, second }) => placesOf(first, second, contract));
  const shared = (places[0] ?? []).filter((place) => places.every((each) => each.includes(place)));
  const found = shared
    .flatMap((pointer) => lookUps(pointer, contract.resourceId ?? []).map((resourceId) => ({ pointer, resourceId })))
    .find(({ resourceId }) => fits(resourceId, known, contract));
  if (found === undefined) return [{ kind: 'warning', text: `${ABOUT} gets 409; no one place in it holds the resource id each time, so nothing is adopted` }];
  const discriminator: Discriminator = { class: 'accepted', statuses: ['409'], pointer: found.pointer };
  return [
    {
      kind: 'choice',
      changes: [
        { field: 'replay.finished', value: 'conflict-with-id' },
        withRule(contract, discriminator),
        { field: 'resourceId', value: found.resourceId },
      ],
      text: `${ABOUT} gets 409 with the resource id at ${found.pointer}`,
      allows: ({ replay }) => replay?.finished === 'conflict-with-id',
    },
  ];
}

/** Orders in which to look for the id, the least changed first: a Location, say, is not what the conflict repeats. */
function lookUps(pointer: string, known: readonly string[]): string[][] {
  if (known.includes(pointer)) return [[...known], [pointer, ...known.filter((place) => place !== pointer)]];
  const led = known.map((place) => ({ place, rest: known.filter((each) => each !== place) }));
  return [
    [...known, pointer],
    [pointer, ...known],
    ...led.map(({ place, rest }) => [place, pointer, ...rest]),
    ...led.map(({ place, rest }) => [pointer, place, ...rest]),
  ];
}

/** True where first answers and conflicts give one id for a pair, and another for each pair. */
function fits(resourceId: readonly string[], pairs: readonly { first: Answer; second: Answer }[], contract: Contract): boolean {
  const ids = pairs.map(({ first }) => idAt(resourceId, first, contract));
  const same = pairs.every(({ second }, index) => ids[index] !== undefined && idAt(resourceId, second, contract) === ids[index]);
  return same && new Set(ids).size === pairs.length;
}
