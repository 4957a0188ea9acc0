import type { Answer, Contract, Json, Marker } from '../../model/index.js';
import { pointerGet, volatileOf } from '../../model/index.js';
import { repeats, scalars } from './compare.js';
import type { Learn, Lesson, Pair } from './lesson.js';
import { pairsOf } from './lesson.js';

/** A header that merely differs between first answers and replays may be anything; a marker says by its name what it is. */
export const MARKS_REPLAYS = /replay|idempot|repeat|duplicat|cache/i;
const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

/**
 * Headers that belong to the answer's content and are worth a promise where all replays kept them (RFC 9110 §8). A Last-Modified
 * counts in seconds: one made anew would look kept.
 */
const CONTENT = ['etag', 'content-language', 'content-location'];

type Found = readonly [first: Answer, second: Answer];

/** What tells a replay from a first answer (Stripe's `Idempotent-Replayed: true`), and which headers are replayed. */
export const learnReplay: Learn = (evidence, contract) => {
  const replayed = (pair: Pair): Found[] => replayOf(pair, contract);
  const replays = pairsOf(evidence, 'finished-duplicate', contract).flatMap(replayed);
  const running = pairsOf(evidence, 'running-duplicate', contract).flatMap(replayed);
  if (replays.length === 0) return [];
  const firsts = pairsOf(evidence, 'ordinary', contract).flatMap(({ first }) => first ?? []);
  // The contract's own marker, however its name is written and whatever else tells replays.
  const isKept = replays.every(([first, second]) => !first.marked && second.marked) && firsts.every(({ marked }) => !marked);
  const marker = headerMarker(replays, firsts) ?? bodyMarker(replays, firsts);
  const headers = CONTENT.filter((name) => replays.every(([first, second]) => first.headers[name] !== undefined && first.headers[name] === second.headers[name]));
  const lost = CONTENT.filter((name) => replays.some(([first, second]) => first.headers[name] !== undefined && first.headers[name] !== second.headers[name]));
  return [
    ...(marker === undefined ? [] : [markerLesson(marker, running, isKept)]),
    ...(headers.length === 0 ? [] : [headersLesson(headers)]),
    ...(lost.length === 0 ? [] : [{ kind: 'seen', text: `replays lose or change ${lost.join(', ')}, which is not held against them` } as const]),
  ];
};

function replayOf({ first, second, secondEffect }: Pair, contract: Contract): Found[] {
  if (secondEffect || first?.class !== 'accepted' || second?.class !== 'accepted') return [];
  return repeats(first, second, volatileOf(contract)) ? [[first, second]] : [];
}

function headerMarker(replays: readonly Found[], firsts: readonly Answer[]): Marker | undefined {
  const unmarked = [...firsts, ...replays.map(([first]) => first)];
  for (const [name, value] of Object.entries(replays[0]?.[1].headers ?? {})) {
    if (!MARKS_REPLAYS.test(name) || !TOKEN.test(name)) continue;
    const constant = replays.every(([, second]) => second.headers[name] === value);
    if (constant && unmarked.every(({ headers }) => headers[name] !== value)) return { in: 'header', name, value };
    const always = replays.every(([, second]) => second.headers[name] !== undefined);
    if (always && unmarked.every(({ headers }) => headers[name] === undefined)) return { in: 'header', name };
  }
  return undefined;
}

function bodyMarker(replays: readonly Found[], firsts: readonly Answer[]): Marker | undefined {
  const unmarked = [...firsts, ...replays.map(([first]) => first)];
  for (const [name, value] of scalars(replays[0]?.[1].tree)) {
    if (!MARKS_REPLAYS.test(name.slice(name.lastIndexOf('/')))) continue;
    const constant = replays.every(([, second]) => pointerGet(second.tree, name) === value);
    // Some say it of first answers as well: false.
    const before = new Set(unmarked.map(({ tree }) => pointerGet(tree, name)));
    if (constant && before.size === 1 && (before.has(undefined) || (value === true && before.has(false)))) return { in: 'body', name, value: String(value) };
  }
  return undefined;
}

/** Some services hand waiting duplicates the first's answer as it is, unmarked: then the marker promises nothing. */
function markerLesson(marker: Marker, running: readonly Found[], isKept: boolean): Lesson {
  const what = `${marker.in === 'header' ? 'the header' : 'the member'} ${marker.name}${marker.value === undefined ? '' : `: ${marker.value}`}`;
  const marked = ({ headers, tree }: Answer): boolean => {
    const value = marker.in === 'header' ? headers[marker.name] : pointerGet(tree, marker.name);
    return value !== undefined && (marker.value === undefined || String(value) === marker.value);
  };
  if (running.some((pair) => !pair.some(marked))) return { kind: 'seen', text: `${what} is on replays, but not on all of a running request's answers, so it is no marker` };
  return { kind: 'choice', changes: [{ field: 'marker', value: marker as unknown as Json }], text: `${what} marks a replay`, allows: () => isKept };
}

function headersLesson(headers: readonly string[]): Lesson {
  const changes = [{ field: 'replay.headers', value: headers }];
  const text = `replays keep ${headers.join(', ')}`;
  const isLost = (name: string): boolean => CONTENT.includes(name) && !headers.includes(name);
  return { kind: 'choice', changes, text, allows: ({ replay }) => !(replay?.headers ?? []).some((name) => isLost(name.toLowerCase())) };
}
