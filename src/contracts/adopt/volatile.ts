import type { Answer, Contract, Json } from '../../model/index.js';
import { isObject, jsonEqual, pointerGet, pointerJoin } from '../../model/index.js';
import { scalars } from './compare.js';
import type { Learn, Pair } from './lesson.js';
import { readPairs } from './lesson.js';
import { acceptedAnswered } from './samples.js';

type Found = readonly [first: Answer, second: Answer];

/** What names an exchange, and not what was done in it. */
const EXCHANGE = /^(?:request|trace|correlation)[-_]?id$/i;
const TIME = /(?:^at|At|_at|^date|Date|_date|^time|Time|_time|[Tt]ime[Ss]tamp|^now)$/;
const ISO_DATE = /^\d{4}-\d\d-\d\d(?:$|[T ]\d\d:)/;

/**
 * Members that belong to an answer and not to the result in it: AWS and others give each answer a request id of its own,
 * replays included. By its name alone it could as well be what was made (`"requestId"` in a 202), so something else must show
 * that it is not: refusals have one too, or the resource has an id besides, and keeps that.
 */
export const learnVolatile: Learn = (evidence, contract) => {
  const pairs = acceptedAnswered(evidence, 'finished-duplicate', contract);
  const found = pairs.flatMap(({ first, second, secondEffect }): Found[] => (first !== undefined && second?.class === 'accepted' && !secondEffect ? [[first, second]] : []));
  if (found.length === 0 || found.length < pairs.length) return [];
  const all = evidence.flatMap((each) => readPairs(each, contract));
  const isOfTheAnswer = (pointer: string): boolean =>
    found.every(([first, second]) => first.id !== undefined && first.id === second.id) || all.some((pair) => isRefusedWith(pointer, pair));
  const ids = idsOf(found, contract).filter(isOfTheAnswer);
  const known = contract.replay?.volatile ?? [];
  const more = [...new Set(ids.flatMap((pointer) => [pointer, ...timesBeside(pointer, found)]))].filter((pointer) => !known.includes(pointer));
  if (ids.length === 0 || more.length === 0) return [];
  const text = `each answer has its own ${more.join(' and ')}, replays too`;
  return [{ kind: 'choice', changes: [{ field: 'replay.volatile', value: [...known, ...more] }], text, allows: () => true }];
};

/** A refusal has a value of its own there. One that repeats what was accepted, as a conflict may, speaks of what was made. */
function isRefusedWith(pointer: string, { first, second }: Pair): boolean {
  const answers = [first ?? [], second ?? []].flat();
  const made = answers.filter((answer) => answer.class === 'accepted').flatMap(({ tree }) => scalars(tree).map(([, value]) => value));
  return answers.some(({ class: is, tree }) => {
    const value = pointerGet(tree, pointer);
    return (is === 'refused' || is === 'mismatch') && (typeof value === 'string' || typeof value === 'number') && !made.includes(value);
  });
}

/** Request ids of which no two answers had the same. */
function idsOf(found: readonly Found[], { resourceId = [] }: Contract): string[] {
  return scalars(found[0]?.[0].tree).flatMap(([pointer]) => {
    if (!EXCHANGE.test(pointer.slice(pointer.lastIndexOf('/') + 1)) || resourceId.includes(pointer)) return [];
    const values = found.flat().map(({ tree }) => pointerGet(tree, pointer));
    return values.includes(undefined) || new Set(values).size < values.length ? [] : [pointer];
  });
}

/**
 * Times in the same object that every replay changed, where all else in it is the same in the answers to all operations: so it
 * tells nothing of any.
 */
function timesBeside(id: string, found: readonly Found[]): string[] {
  const parent = id.slice(0, id.lastIndexOf('/'));
  const pairs = found.map((pair) => pair.map(({ tree }) => pointerGet(tree, parent)));
  const objects = pairs.flat();
  const [first] = objects;
  if (!isObject(first)) return [];
  const others = Object.keys(first).filter((name) => !EXCHANGE.test(name));
  const changes = (name: string): boolean => pairs.every(([one, two]) => !jsonEqual(memberOf(one, name), memberOf(two, name)));
  const times = others.filter((name) => TIME.test(name) && objects.every((each) => isTime(memberOf(each, name))) && changes(name));
  const same = (name: string): boolean => objects.every((each) => jsonEqual(memberOf(each, name), first[name]));
  return others.every((name) => times.includes(name) || same(name)) ? times.map((name) => pointerJoin(parent, name)) : [];
}

function isTime(value: Json | undefined): boolean {
  return typeof value === 'number' || (typeof value === 'string' && ISO_DATE.test(value));
}

function memberOf(object: Json | undefined, name: string): Json | undefined {
  return isObject(object) ? object[name] : undefined;
}
