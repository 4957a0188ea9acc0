import { repeats } from './compare.js';
import type { Learn, Lesson, Pair } from './lesson.js';
import { pairsOf } from './lesson.js';

const STRANGERS = [
  ['other-principal', 'another principal with the same key'],
  ['other-route', 'the same key on another route'],
] as const;

/**
 * What another principal, and another route, get under a used key. It is told and never adopted: a stranger's answer is a leak
 * whatever the habit, and a key that is held against strangers lets them block each other.
 */
export const learnStrangers: Learn = (evidence, contract) =>
  STRANGERS.flatMap(([question, about]): Lesson[] => {
    const kinds = new Set(pairsOf(evidence, question, contract).map((pair) => kindOf(question, pair)));
    if (kinds.has('leak')) return [{ kind: 'warning', text: `${about} gets the first one's answer; that is never adopted` }];
    return kinds.has('refused') ? [{ kind: 'seen', text: `${about} is refused; if that is meant, name a contract with a smaller "scope"` }] : [];
  });

function kindOf(question: (typeof STRANGERS)[number][0], { first, second, effects }: Pair): 'leak' | 'refused' | 'apart' {
  if (first?.class !== 'accepted' || second === undefined) return 'apart';
  if (second.class === 'mismatch' || second.class === 'in-flight') return 'refused';
  if (second.class !== 'accepted') return 'apart';
  if (first.id !== undefined && first.id !== second.id) return 'apart';
  if (question === 'other-route' && effects !== undefined && effects > 1.5) return 'apart';
  // Ids are unique only among the resources of one route, and an answer may name the resource that it was asked for.
  if (first.id !== undefined) return question === 'other-principal' || repeats(first, second) ? 'leak' : 'apart';
  // Without an id, a body that could be anyone's ("ok", {}) says nothing.
  return first.text.length > 20 && repeats(first, second) ? 'leak' : 'apart';
}
