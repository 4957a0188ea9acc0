import type { Contract, Json, StateFacts } from '../../src/model/index.js';
import { isObject, jsonEqual, pointerJoin } from '../../src/model/index.js';
import { shown } from './words.js';

/** Members that a server keeps about a resource rather than in it: entity tags, revisions, identifiers, dates. */
const ABOUT = /(^|[_-])(etag|rev|revision|version|uuid|id|href|self|url|_links)$|(Id|Etag|ETag|Version|Revision|At|Time|Date)$|(^|[_-])(at|time|date|timestamp|created|updated|modified)$/;
/** ISO 8601 and HTTP dates. */
const DATE = /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}|$)|^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} [A-Z][a-z]{2} \d{4}/;

/** A state without what differs between any two resources: its nonce, members about it, and dates. */
export function plainState(contract: Contract, { state, nonce }: StateFacts): Json {
  const places = new Set([...(contract.resourceId ?? []), ...(contract.replay?.volatile ?? [])]);
  const plain = (value: Json, at: string): Json => {
    if (typeof value === 'string') return DATE.test(value) ? '(date)' : nonce === '' ? value : value.replaceAll(nonce, '(nonce)');
    if (Array.isArray(value)) return (value as readonly Json[]).map((item, index) => plain(item, pointerJoin(at, index)));
    if (!isObject(value)) return value;
    const members = Object.entries(value).filter(([name]) => !ABOUT.test(name) && !places.has(pointerJoin(at, name)));
    return Object.fromEntries(members.map(([name, member]) => [name, plain(member, pointerJoin(at, name))]));
  };
  return plain(state, '');
}

/** One place in which two states differ. */
export interface StateDifference {
  readonly pointer: string;
  /** Ends a sentence: what is there, and what one request leaves there. */
  readonly text: string;
}

/** The places in which two states differ, the outermost of each. */
export function differences(once: Json, many: Json, at = ''): StateDifference[] {
  if (jsonEqual(once, many)) return [];
  if (isObject(once) && isObject(many)) {
    const names = [...new Set([...Object.keys(once), ...Object.keys(many)])];
    return names.flatMap((name) => differences(once[name] ?? null, many[name] ?? null, pointerJoin(at, name)));
  }
  return [{ pointer: at, text: `${shown(many)} at ${at === '' ? 'the root' : at}, where one request leaves ${shown(once)}` }];
}
