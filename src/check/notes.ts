import type { Tally, Turned } from '../judge/index.js';
import { areMostTurned } from '../judge/index.js';
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

/**
 * What is turned away is not put to the test, and nobody looks for that among properties that held.
 *
 * @param saved - true where saved histories were judged: no flag helps there
 */
export function mostlyTurnedAway(turned: Turned, saved = false): readonly Note[] {
  const { asked, away, waiting } = turned;
  if (!areMostTurned(turned)) return [];
  const count = (some: number): string => `${some.toLocaleString('en-US')} of ${asked.toLocaleString('en-US')}`;
  const fate = waiting > away ? `${count(away + waiting)} ordinary requests under fresh keys were turned away or told to wait for as long as they were sent` : `${count(away + waiting)} ordinary requests under fresh keys were turned away`;
  const locked = waiting > 0 ? `, or for the lock of an account${saved ? '' : ' (a lower --concurrency helps)'}` : '';
  return [{
    kind: 'warning',
    text: `${fate}, although calibration's were accepted, so that little was put to the test: they are in each other's way for what they ask for (what must be unique, or can be had only once: put {{nonce}} into the body, or a wider {{int}})${locked}; or the service takes equal payloads for one request, whatever their keys are`,
  }];
}

/** What the campaign's rates show to be no chance, and what the contract does not decide: only the user can. */
export function leftOpen({ open }: Pick<Tally, 'open'>): readonly Note[] {
  return [...open.values()].filter(({ byRate }) => byRate).map(({ count, reason, way }) => ({ kind: 'warning', text: `in ${count === 1 ? 'one plan' : `${count.toLocaleString('en-US')} plans`} ${reason}${way === undefined ? '' : ` (${way})`}` }));
}
