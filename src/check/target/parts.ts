import type { Contract, Headers, KeyPlace, Principal, ProbeTemplate, RequestTemplate, Setup } from '../../model/index.js';
import type { CommonOptions } from '../options.js';
import { UsageError } from '../options.js';
import type { Whereabouts } from './lines.js';
import { parseHeaders, parseRequestLine } from './lines.js';
import { checkBody, guessMediaType } from './template.js';

/** What every request besides the one under test needs to know: where it may go and which headers it carries. */
export interface Surroundings extends Whereabouts {
  /** The user's headers without those that describe the body or are the key. */
  readonly headers: Headers;
}

/** A request of the user's, with a Content-Type where it has a body. */
export function aside(text: string, flag: string, around: Surroundings): RequestTemplate {
  const request = parseRequestLine(text, flag, around);
  if (request.body === undefined) return { ...request, headers: around.headers };
  const mediaType = guessMediaType(request.body);
  checkBody(request.body, mediaType, `the body of ${flag}`);
  return { ...request, headers: [...around.headers, ['Content-Type', mediaType]] };
}

export function stateProbe(text: string, around: Surroundings): ProbeTemplate {
  const request = aside(text, '--state', around);
  if (request.method !== 'GET') throw new UsageError(`--state "${text}" is no GET`, 'reading the state must not change it');
  return { ...request, text };
}

/** A JSON Pointer (RFC 6901). */
export function parsePointer(text: string, flag: string): string {
  if (text === '' || text.startsWith('/')) return text;
  throw new UsageError(`${flag} "${text}" is no JSON Pointer`, `it starts with a slash: /${text.replace(/^\$?\.?/, '').replaceAll('.', '/')}`);
}

/** A JSON Pointer or `header:Name`. */
export function parsePlace(text: string, flag: string): string {
  return /^header:[^\s:]+$/i.test(text) ? text : parsePointer(text, flag);
}

/** `--success`: a status set (`2xx`, `200,201`, `200-204`) or a JSON Pointer. */
export function checkSuccess(text: string): void {
  if (text.startsWith('/')) return;
  const wrong = text.split(',').map((member) => member.trim()).find((member) => !/^[1-5](xx|\d\d(-[1-5]\d\d)?)$/i.test(member));
  if (wrong === undefined) return;
  throw new UsageError(`--success "${text}": "${wrong}" is no status`, 'give a status set such as 2xx or 200,201, or a JSON Pointer such as /ok');
}

/**
 * Where the key goes; null where the request itself is idempotent: a PUT or DELETE with no key flag, or a contract
 * without keys.
 */
export function keyPlace(options: CommonOptions, method: string, contract: Contract | undefined): KeyPlace | null {
  const asked = [options.keyHeader, options.keyField, options.key, options.keyFormat].some((flag) => flag !== undefined);
  const natural = options.contract === 'natural' || contract?.natural === true;
  if (natural && asked) throw new UsageError('the natural contract has no keys', 'leave out --key-header, --key-field, --key and --key-format, or name another --contract');
  if (natural || (!asked && contract?.key === undefined && /^(PUT|DELETE)$/.test(method))) return null;
  if (options.keyHeader !== undefined && options.keyField !== undefined) {
    throw new UsageError('--key-header and --key-field were both given', 'a key goes in one place');
  }
  const format = options.keyFormat ?? (contract?.key?.format === 'quoted' ? 'quoted' : 'raw');
  const template = options.key === undefined ? {} : { template: keyTemplate(options.key) };
  if (options.keyField !== undefined) return { in: 'body', name: parsePointer(options.keyField, '--key-field'), format, ...template };
  const name = options.keyHeader ?? contract?.key?.name ?? 'Idempotency-Key';
  if (options.keyHeader === undefined && contract?.key?.in === 'body') return { in: 'body', name, format, ...template };
  if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name)) throw new UsageError(`--key-header "${name}" is no header name`, `a name without a colon, such as Idempotency-Key`);
  return { in: 'header', name, format, ...template };
}

function keyTemplate(text: string): string {
  if (/\{\{\s*(?:[\w-]+\s*=\s*)?(nonce|uuid)\b/.test(text)) return text;
  throw new UsageError(`--key "${text}" gives every operation the same key`, 'put {{uuid}} or {{nonce}} in it');
}

/** At least one principal; without the flag, a caller with no headers of its own. */
export function principals(texts: readonly string[]): readonly Principal[] {
  if (texts.length === 0) return [{ name: 'principal 1', headers: [] }];
  return texts.map((text, index) => {
    const name = `principal ${index + 1}`;
    if (!text.startsWith('exec:')) return { name, headers: parseHeaders(text.split('\n'), '--principal') };
    const exec = text.slice(5).trim();
    if (exec === '') throw new UsageError('--principal exec: names no command', `such as --principal 'exec:./token.sh alice'`);
    return { name, headers: [], exec };
  });
}

export function setups(options: CommonOptions, around: Surroundings): readonly Setup[] {
  const texts = options.setups ?? [];
  const captures = (options.captures ?? []).map(parseCapture);
  if (texts.length === 0 && captures.length > 0) throw new UsageError('--capture was given without --setup', `such as --setup 'POST /customers {}' --capture customer=/id`);
  // As many as setups: one each. Otherwise all belong to the last, whose answer is the one that is used.
  const owner = (index: number) => (captures.length === texts.length ? index : texts.length - 1);
  return texts.map((text, index) => ({
    ...aside(text, '--setup', around),
    captures: Object.fromEntries(captures.filter((_, each) => owner(each) === index)),
  }));
}

function parseCapture(text: string): readonly [name: string, place: string] {
  const parts = /^([A-Za-z_][\w-]*)=(.+)$/.exec(text.trim());
  if (parts === null) throw new UsageError(`--capture "${text}" is no capture`, 'write NAME=POINTER, such as customer=/id');
  return [parts[1] ?? '', parsePlace(parts[2] ?? '', '--capture')];
}
