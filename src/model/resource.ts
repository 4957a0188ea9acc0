import type { Contract } from './contract.js';
import type { Answer } from './facts.js';
import { pointerGet } from './json.js';
import { once } from './memo.js';
import { headerOf } from './wire.js';

/**
 * Whether two answers speak of one resource: compared where both have an id at the same place, since `/charges/7` in
 * Location and `7` in the body are the same. Undefined where they have no place in common.
 */
export function sameResource(contract: Contract, a: Answer, b: Answer): boolean | undefined {
  let same: boolean | undefined;
  for (const idAt of idPlaces(contract)) {
    const left = idAt(a);
    const right = left === undefined ? undefined : idAt(b);
    if (left === undefined || right === undefined) continue;
    if (left !== right) return false;
    same = true;
  }
  return same;
}

/** True where the later answer may tell of finished work that the earlier one, a 202, had promised: another 2xx with its id. */
export function hasFinished(contract: Contract, earlier: Answer, later: Answer): boolean {
  if (contract.replay?.mayFinish !== true || earlier.status !== ACCEPTED || later.status === ACCEPTED) return false;
  return later.status >= 200 && later.status < 300 && sameResource(contract, earlier, later) === true;
}

/** The request has been accepted for processing, which is not done yet (RFC 9110 §15.3.3). */
export const ACCEPTED = 202;

/** Members that belong to an answer and not to the result in it: those that the contract names, and its marker. */
export const volatileOf = once(({ replay, marker }: Contract): readonly string[] => [...(replay?.volatile ?? []), ...(marker?.in === 'body' ? [marker.name] : [])]);

type IdPlace = (answer: Answer) => string | undefined;

/** Where the contract says that ids stand, but for members that it says differ at every answer. */
const idPlaces = once((contract: Contract): readonly IdPlace[] => {
  const volatile = contract.replay?.volatile ?? [];
  const ignored = (contract.replay?.ignoredHeaders ?? []).map((name) => name.toLowerCase());
  const places = (contract.resourceId ?? []).filter((place) => !volatile.includes(place) && !ignored.includes(place.slice(7).toLowerCase()));
  return places.map(idPlace);
});

function idPlace(place: string): IdPlace {
  if (place.startsWith('header:')) {
    const name = place.slice(7).toLowerCase();
    return ({ response }) => {
      const value = headerOf(response.headers, name);
      return value === undefined ? undefined : pathOf(value);
    };
  }
  return ({ tree }) => {
    const value = pointerGet(tree, place);
    return typeof value === 'string' || typeof value === 'number' ? nameOf(String(value)) : undefined;
  };
}

/** An id as it is compared: some are URLs, in the body too. */
export function nameOf(id: string): string {
  return id.includes('://') ? pathOf(id) : id;
}

/** The last part of a Location, or the id itself: a conflict may repeat no more of it. */
export function lastPart(id: string): string {
  return id.split('?')[0]?.split('/').findLast((part) => part !== '') ?? id;
}

/** A URL without scheme and host: instances call the same resource by different hosts. */
export function pathOf(url: string): string {
  const path = url.includes('://') ? url.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/]*/i, '') : url;
  return path.endsWith('/') ? path.slice(0, -1) : path;
}

/** Up to the path; in JSON that is no document of its own, slashes may be escaped. */
const ORIGIN = /\bhttps?:\\?\/\\?\/[^\s"'<>\\/?#]+/gi;

/** A text with the same placeholder for the origin of each URL in it: a service makes links from the name that it was called by. */
export function withoutOrigins(text: string): string {
  return text.includes('://') || text.includes(':\\/\\/') ? text.replace(ORIGIN, 'http://host') : text;
}
