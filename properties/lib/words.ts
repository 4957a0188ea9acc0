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

/** Which resources two attempts were answered with: `a0 was answered 201 ch_1 and a4 201 ch_2`. */
export function twoEndings(first: AttemptFacts, other: AttemptFacts): string {
  return `${first.id} ${ending(first)} ${shown(first.answer?.id)} and ${other.id} ${ending(other).replace(/^was answered /, '')} ${shown(other.answer?.id)}`;
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

/** A time that passed, as it is read: `120 ms`, `1.02 s`, `24 h`. */
export function span(ms: number): string {
  if (ms >= 3_600_000) return `${Number((ms / 3_600_000).toFixed(2))} h`;
  return ms >= 1000 ? `${Number((ms / 1000).toFixed(2))} s` : `${Math.round(ms)} ms`;
}
