import { createHmac } from 'node:crypto';
import type { CheckResult, Contract, Finding, Headers, History, HistoryEvent, Json, RecordedBody } from '../model/index.js';
import { headerLabel, headerOf, isSecretHeader, looksSecret, parseJson, pointerSteps } from '../model/index.js';
import { isForm, maskJsonText, maskPairs, maskQuery } from './mask/text.js';

export interface MaskSettings {
  /** Random, one per run: without it, a short secret could be guessed from its tag. */
  readonly salt: string;
  /** Names that are no secret whatever they look like: the key's header or field. */
  readonly plain?: readonly string[];
  /** Header names that are secret whatever they look like: those of the principals. */
  readonly secretHeaders?: readonly string[];
}

/** Replaces secrets by tags that are equal where the secrets are: `<masked:Authorization:3f9a1c20b7d4>`. */
export interface Masker {
  history(history: History): History;
  finding(finding: Finding): Finding;
  result(result: CheckResult): CheckResult;
  headers(headers: Headers): Headers;
  body(body: RecordedBody, mediaType: string | undefined): RecordedBody;
  path(path: string): string;
  /** Free text: secrets that were masked elsewhere are found again by their value. */
  text(text: string): string;
}

/** Shorter values would be found in half of all words. */
const SHORTEST_SECRET = 8;
const MOST_REMEMBERED = 500;

/** A masker for one run. It remembers what it has masked, so that {@link Masker.text} can find it in sentences. */
export function createMasker(settings: MaskSettings): Masker {
  const known = new Map<string, string>();
  const plain = new Set((settings.plain ?? []).map((name) => name.toLowerCase()));
  const secretHeaders = new Set((settings.secretHeaders ?? []).map((name) => name.toLowerCase()));
  const open = new Set<string>();
  const masking = {
    secret: (name: string, parent?: string) => !plain.has(name.toLowerCase()) && looksSecret(name, parent),
    tag(label: string, value: string): string {
      // A tag is masked already, a key or nonce is what the judge compares, and a template holds no secret yet.
      if (value === '' || open.has(value) || /^(?:[\w-]+ )?<masked:/.test(value) || /^\{\{[^}]*\}\}$/.test(value)) return value;
      const tag = `<masked:${label}:${createHmac('sha256', settings.salt).update(value).digest('hex').slice(0, 12)}>`;
      if (value.length >= SHORTEST_SECRET) remember(known, value, tag);
      return tag;
    },
  };
  const isSecret = (name: string) => secretHeaders.has(name.toLowerCase()) || (!plain.has(name.toLowerCase()) && isSecretHeader(name));
  const headerValue = (name: string, value: string): string => {
    if (!isSecret(name)) return /^(location|content-location|link|referer)$/i.test(name) ? maskQuery(value, masking) : value;
    if (/^(set-)?cookie$/i.test(name)) return maskCookies(value, headerLabel(name), masking.tag);
    const [, scheme, rest] = /^(Bearer|Basic|Token|Digest) +(.+)$/i.exec(value) ?? [];
    return scheme === undefined || rest === undefined ? masking.tag(headerLabel(name), value) : `${scheme} ${masking.tag(headerLabel(name), rest)}`;
  };
  const masker: Masker = {
    headers: (headers) => headers.map(([name, value]) => [name, headerValue(name, value)]),
    path: (path) => maskQuery(path, masking),
    body(body, mediaType) {
      if (typeof body !== 'string' || body === '') return body;
      if (/^\s*[[{]/.test(body) && parseJson(body) !== undefined) return maskJsonText(body, masking);
      return isForm(mediaType, body) ? maskPairs(body, masking) : body;
    },
    text(text) {
      let out = text;
      for (const [secret, tag] of known) out = out.replaceAll(secret, tag);
      return out;
    },
    history(history) {
      for (const name of namesOf(history.head.contract)) plain.add(name);
      open.clear();
      for (const event of history.events) if (event.type === 'invoke') for (const value of [event.key, event.nonce]) if (value) open.add(value);
      const masked = history.events.map((event) => maskEvent(event, masker));
      return { head: history.head, events: masked };
    },
    finding: (finding) => maskFinding(finding, masker),
    result(result) {
      for (const name of namesOf(result.contract)) plain.add(name);
      const findings = (of: readonly Finding[]) => of.map((finding) => maskFinding(finding, masker));
      const verdicts = result.verdicts.map((verdict) => ({ ...verdict, findings: findings(verdict.findings) }));
      const notes = result.notes.map((note) => ({ ...note, text: masker.text(note.text) }));
      return { ...result, target: masker.path(result.target), verdicts, notes, exitReason: masker.text(result.exitReason) };
    },
  };
  return masker;
}

/** Keeps the latest: a target that makes up a token per answer must not make the kit grow. */
function remember(known: Map<string, string>, value: string, tag: string): void {
  known.delete(value);
  known.set(value, tag);
  const [oldest] = known.keys();
  if (known.size > MOST_REMEMBERED && oldest !== undefined) known.delete(oldest);
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

function maskEvent(event: HistoryEvent, masker: Masker): HistoryEvent {
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
  if (event.type === 'note') return { ...event, text: masker.text(event.text) };
  if (event.type !== 'probe') return event;
  const wrong = event.wrong === undefined ? {} : { wrong: masker.text(event.wrong) };
  return { ...event, ...(event.state === undefined ? {} : { state: maskTree(event.state as Json, masker) }), ...wrong };
}

function maskTree(tree: Json, masker: Masker): Json {
  const text = masker.body(JSON.stringify(tree), 'application/json');
  return parseJson(text as string) ?? null;
}

function maskFinding(finding: Finding, masker: Masker): Finding {
  const history = masker.history(finding.history);
  const violation = { ...finding.violation, sentence: masker.text(finding.violation.sentence) };
  const consequences = finding.consequences.map((each) => ({ ...each, sentence: masker.text(each.sentence) }));
  return { ...finding, history, violation, consequences };
}
