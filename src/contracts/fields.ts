import * as v from 'valibot';
import { LONGEST_TIMER_MS } from '../model/index.js';

/** The kinds of values that contract fields hold, each with the sentence that a breach is told with. */

export const statusSet = v.pipe(
  v.array(
    v.pipe(
      v.string(),
      v.regex(/^(?:[1-5]xx|[1-5][0-9]{2}(?:-[1-5][0-9]{2})?)$/, 'is no status: write "409", "2xx" or "500-504"'),
      v.check((member) => !member.includes('-') || member.slice(0, 3) <= member.slice(4), 'is an empty range: write the lower status first'),
    ),
  ),
  v.description('Statuses ("409"), classes ("2xx") and ranges ("500-504"). An empty list: no status means it.'),
);

/** RFC 6901. */
const POINTER = /^(?:\/(?:[^~]|~[01])*)?$/;
/** RFC 9110 §5.6.2. */
const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

export const pointer = v.pipe(v.string(), v.regex(POINTER, 'is no JSON Pointer: write "/data/id", with ~1 for a slash in a name'));

export const headerName = v.pipe(v.string(), v.regex(TOKEN, 'is no header name'));

export const resourcePlace = v.pipe(
  v.string(),
  v.regex(/^(?:(?:\/(?:[^~]|~[01])*)?|[Hh]eader:[!#$%&'*+.^_`|~0-9A-Za-z-]+)$/, 'is neither a JSON Pointer ("/id") nor a header ("header:location")'),
);

export const milliseconds = v.pipe(
  v.number(),
  v.integer('is no whole number of milliseconds'),
  v.minValue(0, 'is negative; it is a number of milliseconds'),
);

/** Of what becomes the time that an attempt is given: a timer that were to run longer would end at once. */
export const timer = v.pipe(milliseconds, v.maxValue(LONGEST_TIMER_MS, `is longer than a timer can run; it is a number of milliseconds, at most ${LONGEST_TIMER_MS} (24.8 days)`));

export const count = v.pipe(v.number(), v.integer('is no whole number'), v.minValue(1, 'is not at least 1'));

export const character = v.pipe(
  v.string(),
  v.check(compiles, 'is no regular expression; write one that matches one character, such as "[!-~]"'),
);

export const text = v.pipe(v.string(), v.minLength(1, 'is empty'));

export const isPointer = (value: string): boolean => POINTER.test(value);
export const isToken = (value: string): boolean => TOKEN.test(value);

function compiles(pattern: string): boolean {
  try {
    return new RegExp(`^(?:${pattern})$`, 'u') instanceof RegExp;
  } catch {
    return false;
  }
}
