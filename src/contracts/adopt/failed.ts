import type { Answer, Contract, Evidence, Json } from '../../model/index.js';
import { inStatusSet } from '../../model/index.js';
import { scalars } from './compare.js';
import type { Learn, Lesson, Pair } from './lesson.js';
import { agreement, pairsOf } from './lesson.js';
import { answered, LATER } from './samples.js';

/**
 * Failures that are stored and replayed (Stripe: 500 included) or released and run again (Azure, Stripe v2). An answer that
 * comes again proves nothing, since a request may fail alike twice: it counts as stored only where it is marked as a replay,
 * or repeats something that the target made up for it.
 */
export const learnFailed: Learn = (evidence, contract) =>
  evidence.filter(({ question }) => question === 'failed-duplicate').flatMap((each) => learnTemplate(each, contract));

/** Of one body, or of one way of failing. */
export function learnTemplate(evidence: Evidence, contract: Contract): readonly Lesson[] {
  const asked = pairsOf([evidence], evidence.question, contract);
  const { pairs, missing } = answered(asked, 'a request that fails', { tells: ({ secondEffect }) => secondEffect, isAnswer: meant(asked) });
  const statuses = agreement(pairs.map(({ first }) => String(first?.status ?? 'no answer')), 'a request that fails');
  const status = statuses.all;
  if (status === undefined) return [...missing, ...statuses.varies];
  if (!/^[45]\d\d$/.test(status)) return [];
  const about = `a retry of a request that failed with ${status}`;
  const { all, varies } = agreement(pairs.map((pair) => labelOf(pair, pairs)), about);
  if (all === 'runs again') return [{ kind: 'choice', changes: [{ field: 'failure', value: 're-run' }], text: `${about} runs again` }];
  if (all === 'its answer') return stored(Number(status), about, contract);
  if (all === 'no answer' || all === 'a second effect') return [{ kind: 'warning', text: `${about} gets ${all}; that is never adopted` }];
  return all === undefined ? varies : [{ kind: 'seen', text: `${about} gets ${all}; whether it was stored cannot be seen` }];
}

/** What says "later" is the failure that was asked for where all get it at first, and then it may come again. */
function meant(asked: readonly Pair[]): (answer: Answer) => boolean {
  const [status, another] = new Set(asked.map(({ first }) => first?.status));
  return (answer) => another === undefined && answer.status === status;
}

function labelOf({ first, second, sent, secondEffect }: Pair, pairs: readonly Pair[]): string {
  if (secondEffect) return 'a second effect';
  if (first === undefined || second === undefined) return 'no answer';
  if (second.class === 'accepted') return 'runs again';
  if (first.status !== second.status) return `then ${String(second.status)}`;
  if (first.text !== second.text) return made(first, sent, pairs) ? 'runs again' : 'another body';
  return second.marked || made(first, sent, pairs) ? 'its answer' : 'the same answer';
}

/** True where the answer holds a value that the target made for it: not in the request, and in no other pair's answer. */
function made(first: Answer, sent: string, pairs: readonly Pair[]): boolean {
  const others = pairs.filter((pair) => pair.first !== first).map((pair) => pair.first?.text ?? '');
  return scalars(first.tree).some(([, value]) => {
    const text = String(value);
    return text.length >= 8 && sent !== '' && !sent.includes(text) && !others.some((other) => other.includes(text));
  });
}

function stored(status: number, about: string, contract: Contract): Lesson[] {
  if (inStatusSet(status, LATER)) return [{ kind: 'warning', text: `${about} gets it again, though it says "later"; that is never adopted` }];
  const name = `${String(Math.floor(status / 100))}xx`;
  const kinds = ['2xx', '4xx', '5xx'].filter((kind) => kind === '2xx' || kind === name || contract.stored?.some((each) => each === kind));
  const neverStored: Json = [...new Set([...(contract.answers?.neverStored ?? []), ...LATER])];
  return [
    {
      kind: 'choice',
      changes: [
        { field: 'stored', value: kinds },
        { field: 'failure', value: 'replay' },
        { field: 'answers.neverStored', value: neverStored },
      ],
      text: `${about} gets its answer: it is stored`,
      allows: (other) => other.failure !== 're-run' && other.stored?.some((kind) => kind === name) === true,
    },
  ];
}
