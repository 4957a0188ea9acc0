import type { Contract } from './contract.js';
import type { Answer } from './facts.js';
import { pointerGet } from './json.js';
import { once } from './memo.js';

/**
 * Whether two answers speak of one resource: compared where both have an id at the same place, since `/charges/7` in
 * Location and `7` in the body are the same. Undefined where they have no place in common.
 */
export function sameResource(contract: Contract, a: Answer, b: Answer): boolean | undefined {
  let same: boolean | undefined;
  for (const place of idPlaces(contract)) {
    const [left, right] = [idAt(a, place), idAt(b, place)];
    if (left === undefined || right === undefined) continue;
    if (left !== right) return false;
    same = true;
  }
  return same;
}

/** Where the contract says that ids stand, but for members that it says differ at every answer. */
const idPlaces = once((contract: Contract): readonly string[] => {
  const volatile = contract.replay?.volatile ?? [];
  const ignored = contract.replay?.ignoredHeaders ?? [];
  return (contract.resourceId ?? []).filter((place) => !volatile.includes(place) && !ignored.includes(place.slice(7).toLowerCase()));
});

function idAt(answer: Answer, place: string): string | undefined {
  if (place.startsWith('header:')) {
    const value = answer.headers[place.slice(7).toLowerCase()];
    return value === undefined ? undefined : pathOf(value);
  }
  const value = pointerGet(answer.tree, place);
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}

/** A URL without scheme and host: instances call the same resource by different hosts. */
export function pathOf(url: string): string {
  return url.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/]*/i, '').replace(/\/$/, '');
}
