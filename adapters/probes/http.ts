import type { Completion, Headers, Json, Probe, ProbeQuery, Reading, Session, WireResponse } from '../../src/model/index.js';
import { headerOf, parseJson } from '../../src/model/index.js';
import { countOf } from './count.js';

/** Enough for a page of effects; a larger answer is no probe. */
const MOST_BYTES = 4 * 1024 * 1024;

export interface HttpProbeOptions {
  /** As the user wrote it. */
  readonly name: string;
  readonly kind: Probe['kind'];
  /** JSON Pointer to the array or number that is counted; absent: found by itself. */
  readonly countPointer?: string;
}

/**
 * Reads effects with a request of their own: `effects` counts what a JSON answer lists, `state` returns its tree (its
 * text where it is no JSON; `{ absent: true }` for 404 and 410). The reading says what was wrong and what would be right.
 *
 * @example
 * const probe = httpProbe(session, { name: 'GET /charges?reference={{nonce}}', kind: 'effects' });
 */
export function httpProbe(session: Session, options: HttpProbeOptions): Probe {
  return {
    name: options.name,
    kind: options.kind,
    read: async ({ request, timeoutMs }: ProbeQuery): Promise<Reading> => {
      const completion = await session.send(await request(), { timeoutMs, maxResponseBytes: MOST_BYTES, notify: silent });
      if (completion.outcome !== 'ok') return noAnswer(completion);
      return options.kind === 'state' ? stateOf(completion.response) : effectsOf(completion.response, options.countPointer);
    },
  };
}

function silent(): void {
  // A probe's request is no attempt.
}

function noAnswer({ reason, detail }: Exclude<Completion, { outcome: 'ok' }>): Reading {
  return { wrong: `no answer (${reason}): ${detail}`, hint: 'the probe is a request that the target answers while it is tested' };
}

function effectsOf(response: WireResponse, pointer: string | undefined): Reading {
  const { status, headers } = response;
  if (status === 404 || status === 410) return { wrong: `it answered ${status}`, hint: 'a list that is empty is expected to be a 200 with an empty array; check the path', notFound: true };
  if (status < 200 || status > 299) return { wrong: `it answered ${status}${quoted(response)}`, hint: hintFor(status) };
  const tree = treeOf(response);
  if (tree === undefined) return notJson(response);
  return countOf(tree, pointer, nextLink(headers));
}

function stateOf(response: WireResponse): Reading {
  const { status } = response;
  if (status === 404 || status === 410) return { state: { absent: true } };
  if (status < 200 || status > 299) return { wrong: `it answered ${status}${quoted(response)}`, hint: hintFor(status) };
  return { state: treeOf(response) ?? textOf(response) };
}

function hintFor(status: number): string {
  if (status === 401 || status === 403) return "the probe is read with the headers of the operation's principal, which must be allowed to read";
  if (status >= 300 && status < 400) return 'no redirect is followed; give the address where it leads';
  if (status === 405) return 'the method of the probe stands before its path, as in "GET /charges"';
  return 'a probe is answered with a 2xx and JSON';
}

function notJson(response: WireResponse): Reading {
  const html = /html/.test(headerOf(response.headers, 'content-type') ?? '') || /^\s*<(?:!doctype|html)/i.test(textOf(response));
  return {
    wrong: `it answered ${html ? 'HTML' : 'no JSON'}${quoted(response)}`,
    hint: html ? 'the path leads to a page for people; give the one of the API, or ask for JSON with an Accept header' : 'a probe is answered with JSON: an array, a number, or an object that holds one',
  };
}

/** The first characters of the body, for a message; empty where there is none. */
function quoted(response: WireResponse): string {
  const text = textOf(response).replaceAll(/\s+/g, ' ').trim();
  return text === '' ? '' : `: ${text.slice(0, 80)}`;
}

function textOf({ body }: WireResponse): string {
  return Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8');
}

function treeOf(response: WireResponse): Json | undefined {
  return parseJson(textOf(response));
}

function nextLink(headers: Headers): boolean {
  return /rel="?next\b/i.test(headerOf(headers, 'link') ?? '');
}
