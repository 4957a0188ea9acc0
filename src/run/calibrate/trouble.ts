import type { Answer, AttemptFacts, History, Json, Trouble, WireReason } from '../../model/index.js';
import { bodyText, isObject, pointerJoin } from '../../model/index.js';

/** What to tell somebody whose target did not answer at all; `where` is its URL. */
export function unreachable(attempt: AttemptFacts, where: string): Trouble {
  const reason = attempt.reason ?? 'other';
  const { says, hint } = SILENCE[reason];
  // It has brackets of its own.
  const detail = attempt.detail === undefined || attempt.detail === '' ? '' : `: ${attempt.detail}`;
  return { kind: reason === 'interrupted' ? 'interrupted' : 'unreachable', message: `${where} ${says}${detail}`, hint };
}

/** The same of a saved plan: where it went then, the service may not be any more. */
export function unreachableAgain(attempt: AttemptFacts, where: string): Trouble {
  const trouble = unreachable(attempt, where);
  if (attempt.reason !== 'refused' && attempt.reason !== 'unresolved' && attempt.reason !== 'unreachable') return trouble;
  return { ...trouble, hint: `${SILENCE[attempt.reason].hint}; where it is elsewhere now, say where, with its route: --url http://localhost:3001/charges` };
}

const SILENCE: { readonly [Reason in WireReason]: { readonly says: string; readonly hint: string } } = {
  refused: { says: 'refused the connection', hint: 'start the service, or check the port' },
  unresolved: { says: 'does not resolve', hint: 'check the host name' },
  unreachable: { says: 'cannot be reached', hint: 'check the host, the route and the firewall' },
  tls: { says: 'could not be spoken to over TLS', hint: 'give --cacert with the authority of its certificate, or --insecure to trust any' },
  timeout: { says: 'took the request and did not answer in time', hint: 'see why an ordinary request hangs, or give a larger --timeout' },
  closed: { says: 'closed the connection without an answer', hint: 'look into the log of the service: it may have crashed on the request' },
  reset: { says: 'reset the connection without an answer', hint: 'look into the log of the service: it may have crashed on the request' },
  fault: { says: 'was not asked', hint: 'this is a bug of the kit: please report it' },
  garbage: { says: 'answered something that is not HTTP', hint: 'check that the port is that of an HTTP/1.1 service' },
  'too-large': { says: 'answered more than 1 MiB', hint: 'point retryproof at a route with a small answer' },
  'wrong-protocol': { says: 'speaks another protocol', hint: 'ordinary requests go in HTTP/1.1: check http against https, and the port; for a service that speaks HTTP/2 alone see docs/writing-an-adapter.md' },
  interrupted: { says: 'was not asked: the run was interrupted', hint: 'run again' },
  other: { says: 'could not be asked', hint: 'look at the detail' },
};

/**
 * What to tell somebody whose ordinary request was answered, but did not succeed.
 *
 * @param route - index of the route: 0 is the main one, and others have flags of their own
 */
export function notAccepted(attempt: AttemptFacts, route = 0): Trouble {
  const answer = attempt.answer;
  const status = answer?.status ?? 0;
  const text = excerpt(answer?.text ?? '');
  const message = `an ordinary ${attempt.method} ${attempt.path} was answered ${status}${text === '' ? '' : `: ${text}`}`;
  return { kind: 'inconclusive', message, hint: hintFor(status, { location: answer?.headers['location'], path: attempt.path }, route === 0 ? MAIN : ALSO) };
}

/**
 * What to tell somebody whose `--setup` requests did not prepare an operation.
 *
 * @param unfit - which of them, and how it ended
 */
export function unprepared(unfit: string, { events }: History): Trouble {
  const setups = new Set(events.flatMap((event) => (event.type === 'invoke' && event.phase === 'setup' ? [event.attempt] : [])));
  const last = events.findLast((event) => event.type === 'complete' && setups.has(event.attempt));
  const text = last?.type === 'complete' && last.response !== undefined ? excerpt(bodyText(last.response.body)) : '';
  return { kind: 'inconclusive', message: `${unfit}${text === '' ? '' : `: ${text}`}`, hint: UNPREPARED_HINT };
}

const UNPREPARED_HINT = 'make the --setup requests succeed on their own first';

/** As much of an answer as is read in a message. */
function excerpt(text: string): string {
  return text.replaceAll(/\s+/g, ' ').slice(0, 160);
}

/** The flags that describe a request. */
interface FlagNames {
  readonly url: string;
  readonly method: string;
  readonly body: string;
}

const MAIN: FlagNames = { url: 'the URL', method: '--method', body: '--body' };
const AGAIN: FlagNames = { ...MAIN, url: 'the URL (--url)' };
const ALSO: FlagNames = { url: '--also', method: 'the method of --also', body: '--also-body' };

/** What was answered besides the status, and to what path, as far as a hint depends on it. */
interface Asked {
  readonly location?: string | undefined;
  readonly path: string;
}

/** What mostly helps where a saved plan is answered otherwise than it was. */
export function hintAgain({ answer, path, route, phase }: AttemptFacts): string {
  if (phase === 'setup') return UNPREPARED_HINT;
  return hintFor(answer?.status ?? 0, { location: answer?.headers['location'], path }, route === 0 ? AGAIN : ALSO);
}

function hintFor(status: number, { location, path }: Asked, { url, method, body }: FlagNames): string {
  // How forms say yes (RFC 9110 §15.4.4).
  if (status === 302 || status === 303) return `where that is how it says yes, --success ${status}; else give it the final URL, since retryproof follows no redirect`;
  if (status >= 300 && status < 400) return `it redirects${location === undefined ? '' : ` to ${location}`}, and retryproof follows no redirect: give it the final URL`;
  if (status === 401 || status === 403) return "give it credentials: --header 'Authorization: Bearer …', or --principal";
  if (status === 404 && url !== ALSO.url && /^\/?(\?|$)/.test(path)) return `${url} has no path; give the route, such as …/charges`;
  if (status === 404) return `check the path of ${url}`;
  if (status === 405) return `check ${method}`;
  if (status === 415) return "give it the content type that it takes: --header 'Content-Type: …'";
  if (status === 429) return 'it sheds even single requests: give a --rate that it bears';
  if (status === 400 || status === 422) return `give it a ${body} that it accepts; if it wants a key of another form, see --key, --key-header and --key-format`;
  if (status >= 500) return 'an ordinary request fails in the service: look into its log first';
  return 'make one ordinary request succeed first; --success tells what success looks like';
}

/** What to tell somebody whose second route asks for what the answer to the first one does not have. */
export function lacksValue(answer: Answer, pointer: string, [main, also]: readonly [main: string, also: string]): Trouble {
  const message = `the answer to ${main} has nothing at ${pointer}, where ${also} takes a value from`;
  // Places only: what stands there may be a secret.
  const places = placesIn(answer.tree).slice(0, MOST_PLACES);
  return { kind: 'inconclusive', message, hint: places.length === 0 ? 'a first route that answers with JSON that names what it made' : `one of ${places.join(', ')}` };
}

const MOST_PLACES = 12;

function placesIn(tree: Json | undefined, at = ''): string[] {
  if (isObject(tree) || Array.isArray(tree)) return Object.entries(tree).flatMap(([name, value]) => placesIn(value as Json, pointerJoin(at, name)));
  return tree === undefined || tree === null || at === '' ? [] : [at];
}
