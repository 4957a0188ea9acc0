import type { AttemptFacts } from '../../src/model/index.js';

/** `a0`, `a0 and a1`, `a0, a1 and a2`. */
export function listed(items: readonly string[]): string {
  if (items.length <= 1) return items.join('');
  return `${items.slice(0, -1).join(', ')} and ${items.at(-1) ?? ''}`;
}

/** The attempts by name, at most five of them. */
export function named(attempts: readonly AttemptFacts[]): string {
  const ids = attempts.slice(0, 5).map(({ id }) => id);
  const rest = attempts.length - ids.length;
  return listed(rest > 0 ? [...ids, `${rest} more`] : ids);
}

/** How an attempt ended, as a predicate: `was answered 201`, `got no answer (timeout)`. */
export function ending(attempt: AttemptFacts): string {
  if (attempt.answer !== undefined) return `was answered ${attempt.answer.status}${attempt.lost ? ' (kept from the client)' : ''}`;
  return `got no answer (${attempt.reason ?? 'history ends'})`;
}

/** How attempts ended: `a0 was answered 201, a1 got no answer (reset)`. */
export function endings(attempts: readonly AttemptFacts[]): string {
  const ends = attempts.slice(0, 5).map((attempt) => `${attempt.id} ${ending(attempt)}`);
  return listed(attempts.length > 5 ? [...ends, `${attempts.length - 5} more`] : ends);
}

/** `POST /charges` of an attempt, without the query. */
export function requestName(attempt: AttemptFacts | undefined): string {
  if (attempt === undefined) return 'the request';
  return `${attempt.method} ${attempt.path.split('?')[0] ?? ''}`;
}

/** A count of effects: whole, or with one decimal. */
export function counted(total: number): string {
  const number = Number.isInteger(total) ? String(total) : total.toFixed(1);
  return `${number} effect${total === 1 ? '' : 's'}`;
}

/** A value for a sentence, cut at 60 characters. */
export function shown(value: unknown): string {
  // An error page has lines, and may hold whatever else moves a cursor.
  const text = (typeof value === 'string' ? value : (JSON.stringify(value) ?? 'nothing')).replaceAll(/\p{Cc}+\s*/gu, ' ');
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
