import type { Answer } from '../../model/index.js';
import { pointerGet } from '../../model/index.js';
import { scalars } from './compare.js';
import type { Learn } from './lesson.js';
import { pairsOf } from './lesson.js';
import { MARKS_REPLAYS } from './marker.js';
import { acceptedAnswered } from './samples.js';

/**
 * A member that says by its name and by what it holds that an answer is a replay: false in all first answers, true in all
 * replays. It belongs to the answer and not to what was done, so it is not compared; whether it is on all replays, as a marker
 * must be, is another question.
 */
export const learnFlag: Learn = (evidence, contract) => {
  const pairs = acceptedAnswered(evidence, 'finished-duplicate', contract);
  const accepted = ({ second, secondEffect }: (typeof pairs)[number]): boolean => second?.class === 'accepted' && !secondEffect;
  if (pairs.length === 0 || !pairs.every(accepted)) return [];
  const ordinary = pairsOf(evidence, 'ordinary', contract).flatMap(({ first }) => (first?.class === 'accepted' ? [first] : []));
  const unmarked = [...ordinary, ...pairs.map(({ first }) => first)];
  const holds = (answer: Answer | undefined, pointer: string, value: boolean): boolean => pointerGet(answer?.tree, pointer) === value;
  const known = contract.replay?.volatile ?? [];
  const flags = scalars(pairs[0]?.second?.tree).flatMap(([pointer]) => {
    if (!MARKS_REPLAYS.test(pointer.slice(pointer.lastIndexOf('/'))) || known.includes(pointer)) return [];
    return pairs.every(({ second }) => holds(second, pointer, true)) && unmarked.every((answer) => holds(answer, pointer, false)) ? [pointer] : [];
  });
  if (flags.length === 0) return [];
  const { marker } = contract;
  const text = `${flags.join(' and ')} is false in first answers and true in replays: it is about the answer, and is not compared`;
  return [{ kind: 'choice', changes: [{ field: 'replay.volatile', value: [...known, ...flags] }], text, allows: () => marker?.in === 'body' && flags.every((flag) => flag === marker.name) }];
};
