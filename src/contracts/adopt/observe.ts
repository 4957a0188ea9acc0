import type { Answer, Contract, Evidence, Observation, ObservedAnswer } from '../../model/index.js';
import { defined } from '../../model/index.js';
import { scalars } from './compare.js';
import type { Pair } from './lesson.js';
import { readPairs } from './lesson.js';

/** Evidence without the answers themselves: what a calibration keeps. */
export function observe(evidence: Evidence, contract: Contract): Observation {
  const pairs = readPairs(evidence, contract);
  return { question: evidence.question, answers: pairs.map((pair, index) => answerOf(pair, evidence.exchanges[index]?.tookMs ?? 0)) };
}

function answerOf({ first, second, secondEffect }: Pair, tookMs: number): ObservedAnswer {
  const answer = second ?? first;
  const pair = first !== undefined && second !== undefined;
  return {
    class: answer?.class ?? 'no-answer',
    status: answer?.status ?? null,
    tookMs,
    ...defined({
      sameBody: pair ? first.text === second.text : undefined,
      sameStatus: pair ? first.status === second.status : undefined,
      carriesId: pair && first.id !== undefined ? carries(second, first.id) : undefined,
      secondEffect: pair ? secondEffect : undefined,
    }),
  };
}

function carries(answer: Answer, id: string): boolean {
  return answer.id === id || scalars(answer.tree).some(([, value]) => String(value) === id);
}
