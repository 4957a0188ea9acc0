import type { FieldMasking } from './text.js';
import { maskJsonText, maskPair } from './text.js';

/** A pair of a query, a fragment, a form or a cookie, as it stands in a sentence: what ends the sentence is none of it. */
const PAIR = /(?<=^|[?&#;\s("'`])([\w.%[\]-]+=)([^&#;\s"'<>]+?)(?=[.,:)…]*(?:[&#;\s"'<>]|$))/g;
/** Where a sentence begins to quote JSON. */
const JSON_BEGINS = /\{\s*"/;

/**
 * Masks what a sentence quotes of requests and answers by the names of its parts: pairs of a query or a form, and members
 * of JSON, which may be cut off at its end. Sentences are made where nothing is known of masking, and of answers that no
 * history has shown to the masker: a redirect's Location, the answer that ended a calibration, what a probe read.
 */
export function maskQuoted(text: string, masking: FieldMasking): string {
  const pairs = text.replaceAll(PAIR, (_, name: string, value: string) => maskPair(`${name}${value}`, masking));
  const at = pairs.search(JSON_BEGINS);
  return at < 0 ? pairs : `${pairs.slice(0, at)}${maskJsonText(pairs.slice(at), masking)}`;
}
