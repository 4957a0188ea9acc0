import type { Answer, Contract, Evidence } from '../../model/index.js';
import { readAnswer, sameResource } from '../../model/index.js';
import { classify } from '../classify.js';
import type { Change } from '../merge.js';
import { is2xx } from './compare.js';

/** What one question taught. */
export type Lesson =
  /** A choice on which real systems differ. `allows`: what makes a contract lawful for it; absent: all changes are in it already. */
  | { readonly kind: 'choice'; readonly changes: readonly Change[]; readonly text: string; readonly allows?: (contract: Contract) => boolean }
  /** What `auto` would promise of a field on which real systems differ is left open, since it could not be seen. */
  | { readonly kind: 'open'; readonly field: string; readonly text: string }
  /** For information, or a thing that is never adopted. */
  | { readonly kind: 'seen' | 'warning'; readonly text: string };

/** Learns from the evidence under the contract as adopted so far. */
export type Learn = (evidence: readonly Evidence[], contract: Contract) => readonly Lesson[];

/** An exchange whose answers were read under a contract. */
export interface Pair {
  readonly first: Answer | undefined;
  readonly second: Answer | undefined;
  /** The second request as text, to tell an echo from what the target made. */
  readonly sent: string;
  /** Two effects were counted, or two resource ids were given. */
  readonly secondEffect: boolean;
  /** Effects of both, where they were counted. */
  readonly effects: number | undefined;
}

/** Fewer pairs than this teach nothing: five are asked, but not all that are released together overlap. */
export const ENOUGH = 3;

/** The pairs of a question, or none where too few were asked. */
export function pairsOf(evidence: readonly Evidence[], question: Evidence['question'], contract: Contract): Pair[] {
  const pairs = evidence.filter((each) => each.question === question).flatMap((each) => readPairs(each, contract));
  return enough(pairs);
}

/** As {@link pairsOf}, of those whose first request was accepted. */
export function acceptedPairs(evidence: readonly Evidence[], question: Evidence['question'], contract: Contract): Pair[] {
  return enough(pairsOf(evidence, question, contract).filter(({ first }) => first?.class === 'accepted'));
}

function enough(pairs: Pair[]): Pair[] {
  return pairs.length < ENOUGH ? [] : pairs;
}

export function readPairs({ exchanges }: Evidence, contract: Contract): Pair[] {
  return exchanges.map(({ first, second, request, effects }) => {
    const one = first === undefined ? undefined : readAnswer(first, contract, classify);
    const two = second === undefined ? undefined : readAnswer(second, contract, classify);
    const sent = request === undefined ? '' : JSON.stringify([request.path, request.headers, request.body]);
    return { first: one, second: two, sent, effects, secondEffect: effects === undefined ? twoIds(contract, one, two) : effects > 1.5 };
  });
}

function twoIds(contract: Contract, first: Answer | undefined, second: Answer | undefined): boolean {
  if (first?.class !== 'accepted' || second?.class !== 'accepted') return false;
  // By each answer's own id a Location beside a bare id would be two, and by place a conflict's own id beside the first's.
  return first.id !== second.id && sameResource(contract, first, second) === false;
}

/** True where the answer says for certain that the request was turned away: a 4xx that is not transient. */
export function turnedAway(answer: Answer): boolean {
  return answer.status >= 400 && answer.status < 500 && answer.class !== 'transient' && answer.class !== 'accepted';
}

const NO = 'that is no success';

/** How to call a "no" under a 2xx, and undefined for any other answer. */
export function noSuccess({ status, class: is }: Answer): string | undefined {
  return is2xx(status) && is === 'unclear' ? `${String(status)} ${NO}` : undefined;
}

/** What is no habit that a service may have; but a "no" under a 2xx, which claims nothing, is not held against it. */
export function neverAdopted(about: string, label: string): Lesson {
  return label.endsWith(NO) ? { kind: 'seen', text: `${about} gets ${label}` } : { kind: 'warning', text: `${about} gets ${label}; that is never adopted` };
}

/**
 * The label on which all pairs agree, or else the lesson that they do not: then nothing is adopted, since what varies is
 * either chance or a bug.
 */
export function agreement(labels: readonly string[], about: string): { readonly all?: string; readonly varies: readonly Lesson[] } {
  const counts = new Map<string, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  const [only] = counts.keys();
  if (counts.size === 1 && only !== undefined) return { all: only, varies: [] };
  if (counts.size === 0) return { varies: [] };
  const parts = [...counts].map(([label, times]) => `${label} in ${String(times)} of ${String(labels.length)}`);
  return { varies: [{ kind: 'seen', text: `${about}: it varies (${parts.join(', ')}), so nothing is adopted` }] };
}
