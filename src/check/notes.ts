import type { CheckResult, Note, Sink } from '../model/index.js';
import type { CommonOptions } from './options.js';

/** What became known only once the result was there. */
export function withNote(result: CheckResult, note: Note | undefined): CheckResult {
  return note === undefined ? result : { ...result, notes: [...result.notes, note] };
}

/** Calls that belong to no operation count for none, and are told of. */
export function strangersOf({ strangers: { count, last } }: Sink): readonly Note[] {
  if (count === 0) return [];
  return [{ kind: 'warning', text: `${count} ${count === 1 ? 'call' : 'calls'} to the sink carried no nonce (at last ${last ?? ''}): they were answered, and count for no operation` }];
}

/** Whoever names one caller mostly wants them told apart, and that takes two. */
export function alone({ principals = [] }: Pick<CommonOptions, 'principals'>): readonly Note[] {
  if (principals.length !== 1) return [];
  return [{ kind: 'seen', text: 'one --principal was given, and every request is its own: give a second to have it checked that two callers cannot use the same key (isolation)' }];
}
