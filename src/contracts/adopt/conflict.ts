import type { Answer, Contract, Discriminator } from '../../model/index.js';
import { lastPart, pointerGet, readAnswer } from '../../model/index.js';
import { classify } from '../classify.js';
import { withRule } from '../merge.js';
import { scalars } from './compare.js';
import type { Lesson, Pair } from './lesson.js';

interface Found {
  readonly pointer: string;
  readonly resourceId: readonly string[];
}

interface Known {
  readonly first: Answer;
  readonly second: Answer;
}

/** Where the second answer holds an id of the first, whichever of the known places that stands in: of a Location, its last part as well. */
export function placesOf(first: Answer, second: Answer, contract: Contract): string[] {
  const ids = (contract.resourceId ?? []).flatMap((place) => idAt([place], first, contract) ?? []);
  const names = new Set(ids.flatMap((id) => [id, lastPart(id)]));
  return scalars(second.tree).flatMap(([pointer, value]) => (names.has(String(value)) ? [pointer] : []));
}

function idAt(resourceId: readonly string[], answer: Answer, contract: Contract): string | undefined {
  return readAnswer(answer.response, { ...contract, resourceId }, classify).id;
}

/**
 * The 409 must count as the acceptance that it is, or it would pass for "still running": a discriminator on the place of
 * the id does that, and the place is added to those where the id is looked for. That takes one place that holds in all five.
 */
export function conflictWithId(about: string, pairs: readonly Pair[], contract: Contract): Lesson[] {
  const known = pairs.flatMap(({ first, second }): Known[] => (first === undefined || second === undefined ? [] : [{ first, second }]));
  const places = known.map(({ first, second }) => placesOf(first, second, contract));
  const shared = (places[0] ?? []).filter((place) => places.every((each) => each.includes(place)));
  const found = placeOf(shared, known, contract);
  if (found === undefined) return [{ kind: 'warning', text: `${about} gets 409; no one place in it holds the resource id each time, so nothing is adopted` }];
  const discriminator: Discriminator = { class: 'accepted', statuses: ['409'], pointer: found.pointer };
  return [
    {
      kind: 'choice',
      changes: [
        { field: 'replay.finished', value: 'conflict-with-id' },
        withRule(contract, discriminator),
        { field: 'resourceId', value: found.resourceId },
      ],
      text: `${about} gets 409 with the resource id at ${found.pointer}`,
      allows: ({ replay }) => replay?.finished === 'conflict-with-id',
    },
  ];
}

/** The place in the conflict, and where to look for the id so that both answers have the same. */
function placeOf(shared: readonly string[], known: readonly Known[], contract: Contract): Found | undefined {
  const places = contract.resourceId ?? [];
  const usual = shared.flatMap((pointer) => lookUps(pointer, places).map((resourceId) => ({ pointer, resourceId })));
  // The conflict may repeat but the end of a Location, and the first answer hold that where nobody looked yet.
  const further = shared.flatMap((pointer) => repeated(pointer, known).map((place) => ({ pointer, resourceId: [place, pointer, ...places.filter((each) => each !== place && each !== pointer)] })));
  return [...usual, ...further].find(({ resourceId }) => fits(resourceId, known, contract)) ?? byLocation(shared, known, places);
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

/** Members of the first answer that hold what the conflict has at the pointer. */
function repeated(pointer: string, known: readonly Known[]): string[] {
  return scalars(known[0]?.first.tree).flatMap(([place]) => (known.every(({ first, second }) => pointerGet(first.tree, place) === pointerGet(second.tree, pointer)) ? [place] : []));
}

/** The first answer names the resource in its Location alone: the two ids have no place in common, and are not compared. */
function byLocation(shared: readonly string[], known: readonly Known[], resourceId: readonly string[]): Found | undefined {
  const pointer = shared.find((each) => {
    const ends = known.map(({ first }) => (first.id === undefined ? undefined : lastPart(first.id)));
    return new Set(ends).size === known.length && known.every(({ second }, index) => String(pointerGet(second.tree, each)) === ends[index]);
  });
  return pointer === undefined ? undefined : { pointer, resourceId };
}

/** True where first answers and conflicts give one id for a pair, and another for each pair. */
function fits(resourceId: readonly string[], pairs: readonly Known[], contract: Contract): boolean {
  const ids = pairs.map(({ first }) => idAt(resourceId, first, contract));
  const same = pairs.every(({ second }, index) => ids[index] !== undefined && idAt(resourceId, second, contract) === ids[index]);
  return same && new Set(ids).size === pairs.length;
}
