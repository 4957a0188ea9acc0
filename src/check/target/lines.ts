import type { Headers, RequestTemplate } from '../../model/index.js';
import { UsageError } from '../options.js';
import { didYouMean } from './nearest.js';
import { encodePath, probeExample } from './template.js';
import { parseUrl } from './url.js';

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

/** A method in upper case; anything that is a token is lawful. */
export function parseMethod(text: string, flag: string): string {
  const method = text.trim().toUpperCase();
  if (!/^[A-Z][A-Z0-9-]*$/.test(method)) throw new UsageError(`${flag} "${text}" is not a method`, `one of ${METHODS.join(', ')}`);
  return method;
}

/** The method of the route under test: any, unless it looks like a slip. */
export function routeMethod(text: string): string {
  const method = parseMethod(text, '--method');
  const slip = METHODS.find((known) => isAnagram(known, method) && known !== method);
  if (slip !== undefined) throw new UsageError(`--method "${text}" is an unknown method`, `did you mean ${slip}?`);
  return method;
}

/** Letters changed places, as they do in haste; other methods than the common ones are spelled with other letters. */
function isAnagram(a: string, b: string): boolean {
  return [...a].toSorted().join('') === [...b].toSorted().join('');
}

/** `Name: value`. The value may hold placeholders and may be empty. */
export function parseHeader(line: string, flag: string): readonly [name: string, value: string] {
  const colon = line.indexOf(':');
  const name = line.slice(0, colon).trim();
  if (colon < 1 || !/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name)) {
    throw new UsageError(`${flag} "${shorten(line)}" is no header line`, `write it as 'Name: value', such as '${flag === '--principal' ? 'Authorization: Bearer a' : 'Accept: application/json'}'`);
  }
  const value = line.slice(colon + 1).trim();
  if (/[\r\n\0]/.test(value)) throw new UsageError(`${flag} ${name} has a line break in its value`, 'a header value is one line');
  return [name, value];
}

export function parseHeaders(lines: readonly string[], flag: string): Headers {
  return lines.map((line) => parseHeader(line, flag));
}

/** Where requests may go, and the path of the route under test, which examples are made of. */
export interface Whereabouts {
  readonly origins: readonly string[];
  readonly route: string;
}

/**
 * `METHOD PATH [BODY]`, as in `POST /customers {"name":"x"}`. The path belongs to the target's origin; spaces inside
 * placeholders and query strings are kept.
 */
export function parseRequestLine(text: string, flag: string, { origins, route }: Whereabouts): RequestTemplate {
  if (/^\s*(\/|[a-z]+:\/\/)/i.test(text)) throw new UsageError(`${flag} "${shorten(text)}" has no method`, `write METHOD PATH: '${/effects|state/.test(flag) ? 'GET' : 'POST'} ${text.trim()}'`);
  const parts = /^\s*(\S+)\s+((?:\{\{.*?\}\}|[^\s{]|\{(?!\{))+)(?:\s+([^]*?))?\s*$/.exec(text);
  if (parts === null) {
    throw new UsageError(`${flag} "${shorten(text)}" is no request`, `write METHOD PATH, such as '${probeExample(route)}'`);
  }
  const [, word = '', where = '', body] = parts;
  const method = parseMethod(word, flag);
  if (!METHODS.includes(method)) {
    throw new UsageError(`${flag} "${shorten(text)}" has an unknown method ${method}`, didYouMean(method, METHODS) ?? `one of ${METHODS.join(', ')}`);
  }
  return { method, path: pathOf(where, flag, origins), headers: [], ...(body === undefined || body === '' ? {} : { body }) };
}

/** A path as it is; a full URL of the target's own origin without that origin. */
function pathOf(where: string, flag: string, origins: readonly string[]): string {
  if (where.startsWith('/')) return encodePath(where);
  if (!where.includes('://')) throw new UsageError(`${flag}: "${where}" does not start with /`, `write the path from the root: /${where}`);
  const url = parseUrl(where, flag);
  if (origins.includes(url.origin)) return url.path;
  throw new UsageError(
    `${flag} goes to ${url.origin}, which is not the target (${origins.join(', ')})`,
    `give a path of the target, such as 'GET ${url.path}'`,
  );
}

function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
