import type { AttemptFacts, Facts, ObservedAnswer } from '../../model/index.js';
import { defined, jsonEqual } from '../../model/index.js';

/**
 * What the target did with the second of two attempts (or with the only one), seen from the record of a literal plan.
 *
 * @param facts - of a plan with one operation of one or two attempts
 */
export function observe(facts: Facts): ObservedAnswer {
  const [first, second] = facts.operations[0]?.attempts.filter(({ phase }) => phase === 'plan') ?? [];
  const asked = second ?? first;
  const answer = asked?.answer;
  const before = second === undefined ? undefined : first?.answer;
  const compared =
    before === undefined || answer === undefined
      ? {}
      : {
          sameStatus: before.status === answer.status,
          sameBody: before.tree !== undefined && answer.tree !== undefined ? jsonEqual(before.tree, answer.tree) : before.text === answer.text,
          carriesId: before.id !== undefined && (answer.id === before.id || answer.text.includes(before.id)),
        };
  return {
    class: answer?.class ?? 'no-answer',
    status: answer?.status ?? null,
    tookMs: tookMs(asked),
    ...compared,
    ...defined({ secondEffect: second === undefined ? undefined : twoEffects(facts), response: answer?.response, first: before?.response }),
  };
}

/** Counted by a probe where there is one, else seen in two resource ids. */
function twoEffects(facts: Facts): boolean | undefined {
  const operation = facts.operations[0];
  const totals = operation?.effects.flatMap(({ total }) => (total === undefined ? [] : [total])) ?? [];
  if (totals.length > 0) return totals.some((total) => total > 1);
  const ids = new Set(operation?.attempts.flatMap(({ answer }) => (answer?.class === 'accepted' && answer.id !== undefined ? [answer.id] : [])));
  return ids.size === 0 ? undefined : ids.size > 1;
}

export function tookMs(attempt: AttemptFacts | undefined): number {
  return attempt?.endedAtMs === undefined ? 0 : attempt.endedAtMs - attempt.invokedAtMs;
}
