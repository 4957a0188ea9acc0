import { createHmac } from 'node:crypto';
import type { CheckResult, Contract, Finding, Headers, History, HistoryEvent, Json, RecordedBody } from '../model/index.js';
import { headerLabel, headerOf, isJson, isSecretHeader, looksSecret, parseJson, pointerSteps } from '../model/index.js';
import { requestParts } from './mask/parts.js';
import { maskQuoted } from './mask/quoted.js';
import { isForm, maskJsonText, maskPairs, maskPasswords, maskQuery } from './mask/text.js';
import { secretValues } from './mask/values.js';
import { maskFinding, maskTrouble, maskVerdict } from './mask/verdict.js';

export interface MaskSettings {
  /** Random, one per run: without it, a short secret could be guessed from its tag. */
  readonly salt: string;
  /** Names that are no secret whatever they look like: the key's header or field. */
  readonly plain?: readonly string[];
  /** Header names that are secret whatever they look like: those of the principals. */
  readonly secretHeaders?: readonly string[];
  /** Names of captures that are secret whatever they look like: those that are taken from where a secret stands. */
  readonly secretCaptures?: readonly string[];
  /** Where secrets stand from the start: what is masked in these is found in every text, whoever repeats it. */
  readonly seeds?: MaskSeeds;
}

export interface MaskSeeds {
  readonly headers?: Headers;
  /** URLs, bodies, and requests as `METHOD PATH BODY`. */
  readonly requests?: readonly string[];
  /** Values that are secrets themselves. */
  readonly values?: readonly (readonly [label: string, value: string])[];
}

/** Replaces secrets by tags that are equal where the secrets are: `<masked:Authorization:3f9a1c20b7d4>`. */
export interface Masker {
  history(history: History): History;
  finding(finding: Finding): Finding;
  result(result: CheckResult): CheckResult;
  headers(headers: Headers): Headers;
  body(body: RecordedBody, mediaType: string | undefined): RecordedBody;
  path(path: string): string;
  /** Free text: secrets that were masked elsewhere are found again by their value, and those that it quotes by their names. */
  text(text: string): string;
}

/** Shorter values would be found in half of all words. */
const SHORTEST_SECRET = 8;
const MOST_REMEMBERED = 500;

/** A masker for one run. It remembers what it has masked, so that {@link Masker.text} can find it in sentences. */
export function createMasker(settings: MaskSettings): Masker {
  const known = secretValues(MOST_REMEMBERED);
  // Those of the seeds and of the history at hand are looked for in messages too, whatever the member is called.
  const fixed = secretValues();
  const local = secretValues();
  let seeding = false;
  const plain = new Set((settings.plain ?? []).map((name) => name.toLowerCase()));
  const secretHeaders = new Set((settings.secretHeaders ?? []).map((name) => name.toLowerCase()));
  const open = new Set<string>();
  const masking = {
    secret: (name: string, parent?: string) => !plain.has(name.toLowerCase()) && looksSecret(name, parent),
    tag(label: string, value: string): string {
      // A tag is masked already, a key or nonce is what the judge compares, and a template holds no secret yet.
      if (value === '' || open.has(value) || /^(?:[\w-]+ )?<masked:/.test(value) || /^\{\{[^}]*\}\}$/.test(value)) return value;
      const tag = `<masked:${label}:${createHmac('sha256', settings.salt).update(value).digest('hex').slice(0, 12)}>`;
      if (value.length < SHORTEST_SECRET) return tag;
      if (!seeding) known.add(value, tag);
      else if (!value.includes('{{')) fixed.add(value, tag);
      return tag;
    },
    repeated: (text: string) => local.conceal(fixed.conceal(text, open), open),
  };
  const isSecret = (name: string) => secretHeaders.has(name.toLowerCase()) || (!plain.has(name.toLowerCase()) && isSecretHeader(name));
  const headerValue = (name: string, value: string): string => {
    if (!isSecret(name)) return masking.repeated(/^(location|content-location|link|referer)$/i.test(name) ? maskQuery(maskPasswords(value, masking), masking) : value);
    if (/^(set-)?cookie$/i.test(name)) return maskCookies(value, headerLabel(name), masking.tag);
    const [, scheme, rest] = /^(Bearer|Basic|Token|Digest) +(\S.*)$/i.exec(value) ?? [];
    return scheme === undefined || rest === undefined ? masking.tag(headerLabel(name), value) : `${scheme} ${masking.tag(headerLabel(name), rest)}`;
  };
  const secretCaptures = new Set(settings.secretCaptures);
  const captured = (name: string, value: Json): Json => {
    if (value === null || typeof value === 'boolean' || !(secretCaptures.has(name) || masking.secret(name))) return maskTree(value, masker);
    return masking.tag(name, typeof value === 'object' ? `json:${JSON.stringify(value)}` : String(value));
  };
  const masker: Masker = {
    headers: (headers) => headers.map(([name, value]) => [name, headerValue(name, value)]),
    path: (path) => masking.repeated(maskQuery(path, masking)),
    body(body, mediaType) {
      if (typeof body !== 'string' || body === '') return body;
      if (/^\s*[[{]/.test(body) && isJson(body)) return maskJsonText(body, masking);
      return isForm(mediaType, body) ? maskPairs(body, masking) : masking.repeated(body);
    },
    text: (text) => known.concealCut(fixed.concealCut(maskQuoted(text, { ...masking, repeated: (value) => value }))),
    history(history) {
      for (const name of namesOf(history.head.contract)) plain.add(name);
      open.clear();
      for (const event of history.events) if (event.type === 'invoke') for (const value of [event.key, event.nonce]) if (value) open.add(value);
      local.clear();
      for (const [name, value] of history.events.flatMap((event) => (event.type === 'capture' ? Object.entries(event.values) : []))) {
        const tag = captured(name, value);
        if (typeof value === 'string' && value.length >= SHORTEST_SECRET && tag !== value) local.add(value, String(tag));
      }
      return { head: history.head, events: history.events.map((event) => maskEvent(event, masker, captured)) };
    },
    finding: (finding) => maskFinding(finding, masker),
    result(result) {
      for (const name of namesOf(result.contract)) plain.add(name);
      // Findings first: what is masked in their messages is found again in all sentences.
      const verdicts = result.verdicts.map((verdict) => maskVerdict(verdict, masker));
      const notes = result.notes.map((note) => ({ ...note, text: masker.text(note.text) }));
      const trouble = result.trouble === undefined ? {} : { trouble: maskTrouble(result.trouble, masker) };
      return { ...result, target: masker.text(masker.path(result.target)), verdicts, notes, ...trouble, exitReason: masker.text(result.exitReason) };
    },
  };
  seeding = true;
  sow(settings.seeds ?? {}, masker, masking.tag);
  seeding = false;
  return masker;
}

/** Masks where secrets stand from the start, so that their values are known. */
function sow({ headers = [], requests = [], values = [] }: MaskSeeds, masker: Masker, tag: (label: string, value: string) => string): void {
  masker.headers(headers);
  for (const [name, value] of headers) {
    const basic = /^Basic +(\S+)$/i.exec(value)?.[1];
    if (basic !== undefined) tag(headerLabel(name), Buffer.from(basic, 'base64').toString('utf8').replace(/^[^:]*:/, ''));
  }
  for (const { path, body } of requests.map(requestParts)) {
    if (path !== undefined) masker.path(path);
    if (body !== undefined) masker.body(body, undefined);
  }
  for (const [label, value] of values) tag(label, value);
}

/** Names that the contract reads: they must mean the same after masking. */
function namesOf(contract: Contract): string[] {
  const places = [contract.key?.name, contract.marker?.name, ...(contract.resourceId ?? []), ...(contract.answers?.discriminators ?? []).map(({ pointer }) => pointer)];
  return places.flatMap((place) => (place === undefined ? [] : [lastName(place)]));
}

function lastName(place: string): string {
  return (place.startsWith('/') ? (pointerSteps(place).at(-1) ?? '') : place.replace(/^header:/i, '')).toLowerCase();
}

/** `sid=abc; Path=/`: the value goes, the name and the attributes stay. In `Cookie` every pair is a cookie. */
function maskCookies(line: string, label: string, tag: (label: string, value: string) => string): string {
  const parts = line.split(';');
  return parts
    .map((part, index) => {
      const equals = part.indexOf('=');
      if (label === 'Set-Cookie' && index > 0) return part;
      if (equals < 0) return tag(label, part.trim());
      return `${part.slice(0, equals + 1)}${tag(label, part.slice(equals + 1).trim())}`;
    })
    .join(';');
}

function maskEvent(event: HistoryEvent, masker: Masker, captured: (name: string, value: Json) => Json): HistoryEvent {
  if (event.type === 'invoke') {
    const { request } = event;
    const body = masker.body(request.body, headerOf(request.headers, 'content-type'));
    return { ...event, request: { ...request, path: masker.path(request.path), headers: masker.headers(request.headers), body } };
  }
  if (event.type === 'complete' && event.response !== undefined) {
    const { response } = event;
    const body = masker.body(response.body, headerOf(response.headers, 'content-type'));
    return { ...event, response: { ...response, headers: masker.headers(response.headers), body } };
  }
  if (event.type === 'complete' && event.detail !== undefined) return { ...event, detail: masker.text(event.detail) };
  if (event.type === 'downstream') return event.what === 'arrives' ? { ...event, path: masker.path(event.path) } : event;
  if (event.type === 'note') return { ...event, text: masker.text(event.text) };
  if (event.type === 'capture') {
    return { ...event, values: Object.fromEntries(Object.entries(event.values).map(([name, value]) => [name, captured(name, value)])) };
  }
  if (event.type !== 'probe') return event;
  const words = { ...(event.wrong === undefined ? {} : { wrong: masker.text(event.wrong) }), ...(event.hint === undefined ? {} : { hint: masker.text(event.hint) }) };
  return { ...event, ...(event.state === undefined ? {} : { state: maskTree(event.state as Json, masker) }), ...words };
}

function maskTree(tree: Json, masker: Masker): Json {
  const text = masker.body(JSON.stringify(tree), 'application/json');
  return parseJson(text as string) ?? null;
}
