import type { Json } from '../../model/index.js';
import { isObject, parseJson } from '../../model/index.js';

/** Whether a member is secret, and the tag for a value of it. */
export interface FieldMasking {
  secret(name: string, parent: string | undefined): boolean;
  tag(label: string, value: string): string;
  /** The text without secrets that are known by their value. */
  repeated(text: string): string;
}

/**
 * Masks members of a JSON text in place: everything else keeps its bytes, so that answers that were equal byte for byte
 * stay so, and unequal ones stay unequal. A masked member becomes a string, whatever it was.
 */
export function maskJsonText(text: string, masking: FieldMasking): string {
  // The last string may be cut off, in what a sentence quotes.
  const tokens = text.match(/"(?:[^"\\]|\\[^])*(?:"|\\?$)|[{}[\]:,]|[^\s{}[\]:,"]+|\s+/g) ?? [];
  const out: string[] = [];
  /** Names of the members that we are inside of; undefined for arrays. */
  const parents: (string | undefined)[] = [];
  let member: string | undefined;
  for (let at = 0; at < tokens.length; ) {
    const token = tokens[at] ?? '';
    const opens = token === '{' || token === '[';
    if (token.startsWith('"') && isName(tokens, at)) {
      member = parseJson(token) as string;
    } else if (opens || !/^[\s\]},:]/.test(token)) {
      if (member !== undefined && masking.secret(member, parents.at(-1))) {
        const end = valueEnd(tokens, at);
        out.push(maskValue(tokens.slice(at, end).join(''), member, masking));
        member = undefined;
        at = end;
        continue;
      }
      // Items of an array belong to the member that holds the array.
      if (opens) parents.push(member ?? parents.at(-1));
      member = undefined;
    } else if (token === '}' || token === ']') parents.pop();
    out.push(token.startsWith('"') && !isName(tokens, at) ? concealed(token, masking) : token);
    at++;
  }
  return out.join('');
}

function isName(tokens: readonly string[], at: number): boolean {
  const next = tokens[at + 1] ?? '';
  return next === ':' || (/^\s/.test(next) && tokens[at + 2] === ':');
}

/** A text that repeats a secret; others keep their spelling. */
function concealed(token: string, { repeated }: FieldMasking): string {
  const text = parseJson(token);
  const open = typeof text === 'string' ? repeated(text) : text;
  return open === text ? token : JSON.stringify(open);
}

function valueEnd(tokens: readonly string[], start: number): number {
  let depth = 0;
  for (let at = start; at < tokens.length; at++) {
    const token = tokens[at] ?? '';
    if (token === '{' || token === '[') depth++;
    if (token === '}' || token === ']') depth--;
    if (depth === 0) return at + 1;
  }
  return tokens.length;
}

/** `null` and booleans say nothing that is worth hiding, and their absence would change what properties see. */
function maskValue(text: string, name: string, masking: FieldMasking): string {
  const value = parseJson(text);
  if (value === undefined) return JSON.stringify(masking.tag(name, text.replace(/^"/, '').replace(/…?$/, '')));
  if (value === null || typeof value === 'boolean') return text;
  return JSON.stringify(masking.tag(name, typeof value === 'string' ? value : `json:${canonical(value)}`));
}

/** The same text for equal JSON, whatever its member order and white space. */
function canonical(value: Json): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonical(item as Json)).join(',')}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const members = Object.keys(value).toSorted();
  return `{${members.map((name) => `${JSON.stringify(name)}:${canonical(value[name] ?? null)}`).join(',')}}`;
}

/** Masks fields of a form or of a query string; every other byte stays. */
export function maskPairs(text: string, masking: FieldMasking): string {
  return text
    .split('&')
    .map((pair) => maskPair(pair, masking))
    .join('&');
}

/** Masks one `name=value`. */
export function maskPair(pair: string, masking: FieldMasking): string {
  const equals = pair.indexOf('=');
  if (equals < 1 || equals === pair.length - 1) return pair;
  const names = decode(pair.slice(0, equals)).split(/[[\]]+/).filter((name) => name !== '');
  const name = names.at(-1) ?? '';
  const value = decode(pair.slice(equals + 1));
  const masked = masking.secret(name, names.at(-2)) ? masking.tag(name, value) : masking.repeated(value);
  return masked === value ? pair : `${pair.slice(0, equals + 1)}${encodeURIComponent(masked)}`;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}

/** Masks the query of a path or URL, and its fragment: some redirects carry a token there. */
export function maskQuery(path: string, masking: FieldMasking): string {
  const [place = '', ...parts] = path.split(/([?#])/);
  return `${place}${parts.map((part) => maskPairs(part, masking)).join('')}`;
}

/** What stands before the `@` of a URL, from its colon on. */
const PASSWORD = /(:\/\/[^\s/?#@:"'<>]*:)([^\s/?#"'<>]+)@/g;

/** Masks the passwords of URLs: `https://user:…@host`. */
export function maskPasswords(text: string, masking: FieldMasking): string {
  return text.replaceAll(PASSWORD, (_, before: string, password: string) => `${before}${masking.tag('password', password)}@`);
}

export function isForm(mediaType: string | undefined, text: string): boolean {
  if (mediaType !== undefined && mediaType !== '') return mediaType.toLowerCase().includes('form-urlencoded');
  return /^[^\s=&{[<"]+=[^\s]*$/.test(text);
}
