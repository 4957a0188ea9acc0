import type { Answer, AttemptFacts, Contract, Facts, OperationFacts } from '../../src/model/index.js';
import { pointerGet } from '../../src/model/index.js';
import { countsOf, leftNothing } from './effects.js';
import { once } from './memo.js';
import { isAccepted, sendsOf } from './sends.js';

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

/** One attempt for each distinct resource among accepted answers of one payload, in order. */
export function resourcesOf(contract: Contract, attempts: readonly AttemptFacts[]): AttemptFacts[] {
  const found: AttemptFacts[] = [];
  for (const attempt of attempts) {
    const answer = attempt.answer;
    if (answer === undefined || !isAccepted(attempt) || answer.id === undefined) continue;
    // An answer with no place in common with another may be that one's resource, so it is no new one.
    if (found.every((other) => other.answer !== undefined && sameResource(contract, other.answer, answer) === false)) found.push(attempt);
  }
  return found;
}

/** An answer that belongs to another operation. */
export interface Borrowed {
  readonly mine: AttemptFacts;
  readonly theirs: AttemptFacts;
  /** `proof`: the answer names the other's nonce, or its resource while this operation left nothing. `hint`: equal ids only. */
  readonly strength: 'proof' | 'hint';
}

/** The first accepted answer of `mine` that was made for `theirs`. */
export function borrowed(facts: Facts, mine: OperationFacts, theirs: OperationFacts): Borrowed | undefined {
  const owners = sendsOf(facts, theirs).filter(isAccepted);
  const nonces = noncesOf(theirs);
  const own = noncesOf(mine);
  const nothing = leftNothing(facts, mine);
  let hint: Borrowed | undefined;
  for (const attempt of sendsOf(facts, mine).filter(isAccepted)) {
    const text = `${attempt.answer?.text ?? ''} ${attempt.answer?.headers['location'] ?? ''}`;
    // An answer may list more than its own resource, so one that names its own nonce is its own.
    if (own.some((nonce) => mentions(text, nonce))) continue;
    const owner = owners.find(({ answer }) => answer !== undefined && attempt.answer !== undefined && sameResource(facts.contract, answer, attempt.answer) === true);
    const first = owner ?? owners[0];
    if (first === undefined) return undefined;
    if (nonces.some((nonce) => mentions(text, nonce))) return { mine: attempt, theirs: first, strength: 'proof' };
    if (owner !== undefined && nothing) return { mine: attempt, theirs: owner, strength: 'proof' };
    // Ids are unique only among resources of one route and caller; and where a probe saw an effect, it did run.
    if (owner !== undefined && sameSpace(mine, theirs) && countsOf(facts, mine).length === 0) hint ??= { mine: attempt, theirs: owner, strength: 'hint' };
  }
  return hint;
}

function sameSpace(a: OperationFacts, b: OperationFacts): boolean {
  return a.operation.route === b.operation.route && a.operation.principal === b.operation.principal;
}

function noncesOf({ attempts }: OperationFacts): string[] {
  return [...new Set(attempts.flatMap(({ nonce }) => (nonce === undefined || nonce === '' ? [] : [nonce])))];
}

/** True where the text holds the nonce as a word of its own: `n1` is not in `n12`. */
export function mentions(text: string, nonce: string): boolean {
  for (let at = text.indexOf(nonce); at >= 0; at = text.indexOf(nonce, at + 1)) {
    if (!isWord(text[at - 1]) && !isWord(text[at + nonce.length])) return true;
  }
  return false;
}

function isWord(character: string | undefined): boolean {
  return character !== undefined && /[\w-]/.test(character);
}
