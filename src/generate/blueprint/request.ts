import type { Headers, RequestTemplate } from '../../model/index.js';
import { headerOf } from '../../model/index.js';
import type { Values } from '../template/render.js';
import { renderText, textOf } from '../template/render.js';
import type { AnswerOf, Place, Scope, Template, Where } from '../template/scope.js';
import type { BodyTemplate } from './body.js';
import { compileBody } from './body.js';

/** Method, path and headers of a request, parsed. */
export interface Frame {
  readonly method: string;
  readonly path: Template;
  readonly query: Template;
  readonly headers: readonly (readonly [name: string, value: Template])[];
  /** What of it has no holes, and so is the same in every request. */
  readonly fixed: { readonly path?: string; readonly headers?: Headers };
}

/** How the parts of a request are called, for errors and for slots. */
export interface Places {
  readonly url: string;
  readonly header: string;
  readonly prefix?: string;
  readonly answers?: AnswerOf;
  /** One part of the request for all of it; absent: path, query and header apart. */
  readonly where?: Where;
}

/** Parses method, path and headers. */
export function compileFrame(request: Pick<RequestTemplate, 'method' | 'path' | 'headers'>, scope: Scope, places: Places): Frame {
  const { url, header, where, ...rest } = places;
  const place = (text: string, own: Where): Place => ({ ...rest, text, where: where ?? own });
  // A question mark within a placeholder does not begin the query.
  const [, path = '', query = ''] = /^((?:\{\{[^]*?\}\}|[^?])*)([^]*)$/.exec(request.path) ?? [];
  const parsed = {
    path: scope.read(path, place(url, 'path')),
    query: scope.read(query, place(url, 'query')),
    headers: request.headers.map(([name, value]) => [name, scope.read(value, place(`${header} ${name}`, 'header'))] as const),
  };
  const fixed = {
    ...(isFixed(parsed.path) && isFixed(parsed.query) ? { path: filledPath(parsed, () => null) } : {}),
    ...(parsed.headers.every(([, value]) => isFixed(value)) ? { headers: filledHeaders(parsed, () => null) } : {}),
  };
  return { method: request.method.toUpperCase(), ...parsed, fixed };
}

function isFixed({ parts }: Template): boolean {
  return parts.every((part) => typeof part === 'string');
}

/** The path and query, percent-encoded where they hold what no path may. */
export function renderPath(frame: Frame, values: Values): string {
  return frame.fixed.path ?? filledPath(frame, values);
}

function filledPath({ path, query }: Pick<Frame, 'path' | 'query'>, values: Values): string {
  const text = `${renderPathOnly(path, values)}${renderText(query, values, encodeURIComponent)}`;
  const lawful = text.replaceAll(/[^\u0021-\u007e]+/g, (run) => encodeURIComponent(run));
  return lawful.startsWith('/') ? lawful : `/${lawful}`;
}

/** A hole at the very beginning is a URL (`{{url}}`, a link in an answer), whose slashes are its own. */
function renderPathOnly(path: Template, values: Values): string {
  const [first, ...rest] = path.parts;
  if (first === undefined || typeof first === 'string') return renderText(path, values, encodeURIComponent);
  const start = textOf(values(first)).replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, '');
  return `${start}${renderText({ parts: rest }, values, encodeURIComponent)}`;
}

/** Header values, raw; what would end a header line becomes a space. */
export function renderHeaders(frame: Frame, values: Values): Headers {
  return frame.fixed.headers ?? filledHeaders(frame, values);
}

function filledHeaders({ headers }: Pick<Frame, 'headers'>, values: Values): Headers {
  return headers.map(([name, value]) => [name, renderText(value, values, (text) => text.replaceAll(/[\r\n\0]/g, ' '))] as const);
}

/** Headers with a Content-Type, unless they have one. */
export function withType(headers: Headers, mediaType: string): Headers {
  return headerOf(headers, 'content-type') === undefined ? [...headers, ['content-type', mediaType]] : headers;
}

/** A setup, a probe or a revocation, parsed. */
export interface Aside {
  readonly frame: Frame;
  readonly body?: BodyTemplate;
  readonly mediaType: string;
  /** True where a hole is filled from the operation's answer. */
  readonly needsAnswer: boolean;
}

/** Parses a request beside the operation's own. */
export function compileAside(request: RequestTemplate, scope: Scope, flag: string, options: Pick<Place, 'where' | 'prefix' | 'answers'>): Aside {
  const frame = compileFrame(request, scope, { url: flag, header: `${flag}, header`, ...options });
  const mediaType = headerOf(request.headers, 'content-type') ?? guessedType(request.body);
  const body = request.body === undefined ? undefined : compileBody(request.body, mediaType, scope, { text: `${flag}, body`, ...options });
  const templates = [frame.path, frame.query, ...frame.headers.map(([, value]) => value), ...(body?.templates ?? [])];
  const needsAnswer = templates.some(({ parts }) => parts.some((part) => typeof part !== 'string' && part.kind === 'answer'));
  return { frame, mediaType, needsAnswer, ...(body === undefined ? {} : { body }) };
}

function guessedType(body = ''): string {
  if (/^\s*[[{"]/.test(body)) return 'application/json';
  return /^[^\s=&]+=/.test(body) ? 'application/x-www-form-urlencoded' : 'text/plain';
}

/** Headers without one of them, its name in lower case. */
export function withoutHeader(headers: Headers, name: string): Headers {
  return headerOf(headers, name) === undefined ? headers : headers.filter(([each]) => each.toLowerCase() !== name);
}

const HALF = /\p{Surrogate}/u;

/** What the bytes of a text say: half of a character has none of its own. */
export function textSaid(text: string): string {
  return HALF.test(text) ? Buffer.from(text, 'utf8').toString('utf8') : text;
}

/** The bytes of a text. A Buffer, since small ones share their memory: one of its own costs more than what is in it. */
export function bytesOf(text: string): Uint8Array {
  return Buffer.from(text, 'utf8');
}

