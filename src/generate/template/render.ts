import type { Json } from '../../model/index.js';
import type { Source, Template } from './scope.js';

/** Gives each hole its value. */
export type Values = (source: Source) => Json;

/**
 * The text of a template. `escape` makes a value fit for its surroundings; the fixed text stays as it is.
 *
 * @example
 * ```ts
 * renderText(scope.read('/c?ref={{nonce}}', place), values, encodeURIComponent);
 * ```
 */
export function renderText(template: Template, values: Values, escape: (text: string) => string = (text) => text): string {
  let text = '';
  for (const part of template.parts) text += typeof part === 'string' ? part : escape(textOf(values(part)));
  return text;
}

/** The typed value of a template that is exactly one hole, else its text. */
export function renderValue(template: Template, values: Values): Json {
  const [only, ...rest] = template.parts;
  if (only !== undefined && typeof only !== 'string' && rest.length === 0) return values(only);
  return renderText(template, values);
}

/** A value within other text. */
export function textOf(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
