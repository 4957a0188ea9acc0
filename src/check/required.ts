import { allSituations } from '../judge/index.js';
import { UsageError } from './options.js';
import { didYouMean } from './target.js';
import { nearest } from './target/nearest.js';

/** A situation that must be reached so many times. */
export interface Wanted {
  readonly situation: string;
  readonly atLeast: number;
}

/** What `--require` names. */
export interface Required {
  /** Ids of properties. */
  readonly properties: readonly string[];
  readonly situations: readonly Wanted[];
}

const COUNTED = /^(.*?)\s*>=\s*(.*)$/s;

/**
 * Reads what is required: ids of properties, and situations with a count (`overlapped>=50`), by the names that the report
 * prints. A hyphen may stand for a space in them.
 *
 * @param ids - the properties that there are
 * @throws UsageError for a name of neither, with the nearest, and for a count that is none
 */
export function readRequired(texts: readonly string[], ids: readonly string[]): Required {
  const properties: string[] = [];
  const situations = new Map<string, number>();
  for (const text of texts) {
    const counted = COUNTED.exec(text);
    if (counted === null) properties.push(propertyOf(text, ids));
    else {
      const { situation, atLeast } = wantedOf(text, counted[1]?.trim() ?? '', counted[2]?.trim() ?? '');
      situations.set(situation, Math.max(atLeast, situations.get(situation) ?? 0));
    }
  }
  return { properties, situations: [...situations].map(([situation, atLeast]) => ({ situation, atLeast })) };
}

function propertyOf(text: string, ids: readonly string[]): string {
  if (ids.includes(text)) return text;
  const situation = allSituations.find((name) => plain(name) === plain(text));
  // A shell takes an unquoted > for itself, and what is left is the bare name.
  if (situation !== undefined) throw new UsageError(`--require ${text}: a situation is required with a count`, `such as --require '${situation}>=50', in quotes: a shell takes > for itself`);
  const near = nearest(text, [...ids, ...allSituations]);
  const hint = near === undefined || ids.includes(near) ? didYouMean(text, ids) : `did you mean ${near}? a situation is required with a count: '${near}>=50', in quotes`;
  throw new UsageError(`--require ${text}: there is no such property`, hint ?? `"npx retryproof list" shows the properties; a situation is required as 'overlapped>=50'`);
}

function wantedOf(text: string, name: string, count: string): Wanted {
  const situation = allSituations.find((each) => plain(each) === plain(name));
  if (situation === undefined) {
    throw new UsageError(`--require ${text}: there is no situation "${name}"`, didYouMean(plain(name), allSituations) ?? `one of ${allSituations.join(', ')}`);
  }
  const atLeast = /^\d+$/.test(count) ? Number(count) : 0;
  if (!Number.isSafeInteger(atLeast) || atLeast < 1) throw new UsageError(`--require ${text}: "${count}" is no whole number from 1 on`, `such as --require '${situation}>=50'`);
  return { situation, atLeast };
}

function plain(name: string): string {
  return name.trim().toLowerCase().replaceAll(/[\s-]+/g, ' ');
}
