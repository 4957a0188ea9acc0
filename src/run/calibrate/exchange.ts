import type { AnswerClass, AttemptFacts, Exchange, Facts, RecordedRequest } from '../../model/index.js';
import { defined } from '../../model/index.js';

/**
 * The pair of requests of a literal plan, as evidence.
 *
 * @param together - released on one barrier: the accepted answer that came first is the first one, and a pair that did
 *   not overlap is no evidence
 * @returns undefined where the pair says nothing
 */
export function exchangeOf(facts: Facts, together: boolean): Exchange | undefined {
  const planned = [...facts.attempts.values()].filter(({ phase }) => phase === 'plan');
  if (together && !overlapped(planned)) return undefined;
  const [first, second] = together ? byAcceptance(planned) : planned;
  const asked = second ?? first;
  return {
    tookMs: tookMs(asked),
    ...defined({
      first: first?.answer?.response,
      second: second?.answer?.response,
      request: asked === undefined ? undefined : requestOf(facts, asked),
      effects: effectsOf(facts),
    }),
  };
}

/** From sending to the end, in milliseconds; 0 where it never ended. */
export function tookMs(attempt: AttemptFacts | undefined): number {
  return attempt?.endedAtMs === undefined ? 0 : attempt.endedAtMs - attempt.invokedAtMs;
}

/** True where the first answer claims nothing, so that the pair should be asked again. */
export function worthRepeating(exchange: Exchange | undefined, facts: Facts): boolean {
  return exchange?.first === undefined || wasAnswered(facts, 'transient');
}

/** True where an attempt of the plan got an answer of this class. */
export function wasAnswered({ attempts }: Facts, as: AnswerClass): boolean {
  return [...attempts.values()].some(({ phase, answer }) => phase === 'plan' && answer?.class === as);
}

function overlapped([one, other]: readonly AttemptFacts[]): boolean {
  if (one === undefined || other === undefined) return false;
  return one.invokedAtMs < (other.endedAtMs ?? Infinity) && other.invokedAtMs < (one.endedAtMs ?? Infinity);
}

function byAcceptance(planned: readonly AttemptFacts[]): readonly AttemptFacts[] {
  const rank = ({ answer }: AttemptFacts): number => (answer?.class === 'accepted' ? 0 : 1);
  return planned.toSorted((left, right) => rank(left) - rank(right) || (left.endedAtMs ?? Infinity) - (right.endedAtMs ?? Infinity));
}

function requestOf(facts: Facts, attempt: AttemptFacts): RecordedRequest | undefined {
  for (const event of facts.history.events) if (event.type === 'invoke' && event.attempt === attempt.id) return event.request;
  return undefined;
}

/** Of both together, by the first probe; undefined where some operation was not read. */
function effectsOf(facts: Facts): number | undefined {
  let sum = 0;
  for (const { effects } of facts.operations) {
    const total = effects[0]?.total;
    if (total === undefined) return undefined;
    sum += total;
  }
  return facts.operations.length === 0 ? undefined : sum;
}
