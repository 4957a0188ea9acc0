import { UsageError } from '../options.js';
import { nearest } from './nearest.js';

const PLACEHOLDER = /\{\{\s*(?:[\w-]+\s*=\s*)?([\w-]+)[^}]*\}\}/g;

/** Placeholders that draw a value anew wherever they stand, so that they do not point at one operation. */
const GENERATORS = new Set(['int', 'pick', 'uuid', 'string', 'bool', 'timestamp', 'url']);

/** Names of the placeholders in a template. */
function placeholders(text: string): string[] {
  return [...text.matchAll(PLACEHOLDER)].map(([, name]) => name ?? '');
}

export function carriesNonce(...texts: readonly string[]): boolean {
  return texts.some((text) => placeholders(text).includes('nonce'));
}

/** True where the text names one operation: by its nonce, a named draw, a capture or its answer. */
export function namesOperation(...texts: readonly string[]): boolean {
  return texts.some((text) => placeholders(text).some((name) => !GENERATORS.has(name)));
}

/** A placeholder that nothing defines and that is a slip of `{{nonce}}`. */
export function mistypedNonce(texts: readonly string[], captures: readonly string[]): string | undefined {
  const defined = new Set([...captures, ...texts.flatMap((text) => [...text.matchAll(/\{\{\s*([\w-]+)\s*=/g)].map(([, name]) => name ?? ''))]);
  const unknown = texts.flatMap(placeholders).filter((name) => name !== 'nonce' && name !== 'answer' && !GENERATORS.has(name) && !defined.has(name));
  return unknown.find((name) => nearest(name, ['nonce']) !== undefined);
}

/** An effects probe for a route, as an example: its path, asked by the nonce. */
export function probeExample(path: string): string {
  const plain = path.replace(/[?{].*$/s, '').replace(/\/+$/, '');
  return `GET ${plain === '' ? '/things' : plain}?reference={{nonce}}`;
}

/** Percent-encodes what no request line may hold, and leaves placeholders alone. */
export function encodePath(path: string): string {
  return path
    .split(/(\{\{.*?\}\})/)
    .map((part) => (part.startsWith('{{') ? part : part.replace(/[^!-~]+/gu, encodeURIComponent)))
    .join('');
}

/** The media type of a body that has no Content-Type header: JSON or a form. */
export function guessMediaType(body: string | undefined): string {
  if (body === undefined || /^\s*[[{]/.test(body)) return 'application/json';
  return /^[^\s=&{[<]+=[^\n]*$/.test(body.trim()) ? 'application/x-www-form-urlencoded' : 'application/json';
}

/** Refuses a body template that is not what its media type says. */
export function checkBody(body: string, mediaType: string, flag: string): void {
  if (!/[/+]json\b/i.test(mediaType)) return;
  try {
    JSON.parse(body);
  } catch (error) {
    throw new UsageError(`${flag} is not JSON: ${whyNotJson(body, error as Error)}`, bodyHint(body));
  }
}

function whyNotJson(body: string, error: Error): string {
  const position = /position (\d+)/.exec(error.message)?.[1];
  const reason = error.message.replace(/,? *(?:\.\.\.)?"[^]*?" is not valid JSON$| in JSON at position[^]*$| is not valid JSON$/, '');
  const near = position === undefined ? undefined : body.slice(Math.max(0, Number(position) - 10), Number(position) + 10);
  return near === undefined ? reason : `${reason} at character ${Number(position) + 1}, near \`${near.trim()}\``;
}

function bodyHint(body: string): string {
  if (/[:[,]\s*\{\{/.test(body)) return 'put a placeholder in quotes: "{{int 1 5000}}" becomes a number all by itself';
  if (/^[\w.[\]-]+=/.test(body.trim())) return `for a form, add --header 'Content-Type: application/x-www-form-urlencoded'`;
  if (/^\s*\{\s*'/.test(body)) return 'JSON wants double quotes; in a shell, put single quotes around the whole body';
  return `give JSON such as '{"amount":"{{int 1 5000}}","reference":"{{nonce}}"}', or another --header 'Content-Type: …'`;
}
