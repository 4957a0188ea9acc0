import type { FieldMasking } from './text.js';
import { maskJsonText, maskPair, maskPasswords } from './text.js';

/** A pair of a query, a fragment, a form or a cookie, as it stands in a sentence; with what ends the sentence. */
const PAIR = /(?<=^|[?&#;\s("'`])([\w.%[\]-]+=)([^&#;\s"'<>]+)/g;
/** What ends a sentence, and is none of a value that it ends with. */
const PUNCTUATION = '.,:)…';
/** Where a sentence begins to quote JSON. */
const JSON_BEGINS = /\{\s*"/;

/**
 * Masks what a sentence quotes of requests and answers by the names of its parts: pairs of a query or a form, the password
 * of a URL, and members of JSON, which may be cut off at its end. Sentences are made where nothing is known of masking, and
 * of answers that no history has shown to the masker: a redirect's Location, the answer that ended a calibration, what a
 * probe read.
 */
export function maskQuoted(text: string, masking: FieldMasking): string {
  const pairs = maskPasswords(text, masking).replaceAll(PAIR, (_, name: string, value: string) => {
    const end = endOf(value);
    return `${maskPair(`${name}${value.slice(0, end)}`, masking)}${value.slice(end)}`;
  });
  const at = pairs.search(JSON_BEGINS);
  return at < 0 ? pairs : `${pairs.slice(0, at)}${maskJsonText(pairs.slice(at), masking)}`;
}

/** Where a value ends that a sentence may end with. By a loop: an expression would try every run of dots from each of them. */
function endOf(value: string): number {
  let end = value.length;
  while (end > 1 && PUNCTUATION.includes(value.charAt(end - 1))) end -= 1;
  return end;
}
