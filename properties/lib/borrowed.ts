import type { AttemptFacts, Facts, OperationFacts } from '../../src/model/index.js';
import { headerOf, oncePer, sameResource } from '../../src/model/index.js';
import { compareAnswers } from './compare.js';
import { countsOf, hasProbe, leftNothing } from './effects.js';
import { areKin, neighbours, sharers } from './keys.js';
import { acceptedOf, endOf, startOf } from './sends.js';

/** An answer that belongs to another operation. */
export interface Borrowed {
  readonly mine: AttemptFacts;
  readonly theirs: AttemptFacts;
  /**
   * `proof`: the answer names the other's nonce, or its resource while this operation left nothing. `hint`: nothing more
   * than equal ids, or equal answers. `unread`: it would be proof, had the effects been read to the end.
   */
  readonly strength: 'proof' | 'hint' | 'unread';
}

/** True where an answer to the operation is another one's, or may be for all that was read: then that is all there is to say of it. */
export function gotAnothers(facts: Facts, operation: OperationFacts): boolean {
  return [...sharers(facts, operation), ...neighbours(facts, operation)].some((other) => ['proof', 'unread'].includes(borrowed(facts, operation, other)?.strength ?? ''));
}

/** The first accepted answer of `mine` that was made for `theirs`. */
export function borrowed(facts: Facts, mine: OperationFacts, theirs: OperationFacts): Borrowed | undefined {
  const doubtful = namingOthers(facts, mine);
  const owners = doubtful.length === 0 ? [] : acceptedOf(facts, theirs);
  if (owners[0] === undefined) return undefined;
  const nonces = noncesOf(theirs);
  const nothing = leftNothing(facts, mine);
  let hint: Borrowed | undefined;
  for (const attempt of doubtful) {
    const text = textOf(attempt);
    const owner = owners.find(({ answer }) => answer !== undefined && attempt.answer !== undefined && sameResource(facts.contract, answer, attempt.answer) === true);
    if (areKin(mine, theirs)) {
      const names = owner !== undefined || nonces.some((nonce) => mentions(text, nonce));
      const repeated = names ? owners.find((each) => isRepeat(facts, each, attempt)) : undefined;
      const strength = repeated === undefined ? undefined : strengthOfRepeat(facts, mine);
      if (repeated !== undefined && strength !== undefined) return { mine: attempt, theirs: repeated, strength };
      continue;
    }
    if (nonces.some((nonce) => mentions(text, nonce))) return { mine: attempt, theirs: owner ?? owners[0], strength: 'proof' };
    if (owner !== undefined && nothing) return { mine: attempt, theirs: owner, strength: 'proof' };
    // Ids are unique only among resources of one route and caller; and where a probe saw an effect, it did run.
    if (owner !== undefined && sameSpace(mine, theirs) && countsOf(facts, mine).length === 0) hint ??= { mine: attempt, theirs: owner, strength: 'hint' };
  }
  return hint;
}

/** Accepted attempts whose answer does not name their own nonce: one that does is their own, whatever else it lists. */
const namingOthers = oncePer((facts: Facts, operation: OperationFacts): readonly AttemptFacts[] => {
  const own = noncesOf(operation);
  return acceptedOf(facts, operation).filter((attempt) => !own.some((nonce) => mentions(textOf(attempt), nonce)));
});

/** Where an answer names what it is about. */
function textOf({ answer }: AttemptFacts): string {
  if (answer === undefined) return '';
  const location = headerOf(answer.response.headers, 'location');
  return location === undefined ? answer.text : `${answer.text} ${location}`;
}

/**
 * One of two operations was asked for what the other had made, so that its answer may lawfully name the other's resource
 * and nonce. Only an answer that repeats one which was there before, as a replay would, can be the other's.
 */
function isRepeat({ contract }: Facts, theirs: AttemptFacts, mine: AttemptFacts): boolean {
  if (theirs.answer === undefined || mine.answer === undefined || startOf(theirs) >= endOf(mine)) return false;
  return compareAnswers(contract, theirs.answer, mine.answer, { ordered: true, elsewhere: theirs.instance !== mine.instance }) === undefined;
}

/** It is the other's where nothing was done for it. Where nothing counts that, the campaign decides: see `kinRate`. */
function strengthOfRepeat(facts: Facts, mine: OperationFacts): Borrowed['strength'] | undefined {
  if (leftNothing(facts, mine)) return 'proof';
  if (!hasProbe(facts, mine)) return 'hint';
  return countsOf(facts, mine).some(({ total }) => total > 0) ? undefined : 'unread';
}

function sameSpace(a: OperationFacts, b: OperationFacts): boolean {
  return a.operation.route === b.operation.route && a.operation.principal === b.operation.principal;
}

function noncesOf({ attempts }: OperationFacts): string[] {
  const nonces: string[] = [];
  for (const { nonce } of attempts) if (nonce !== undefined && nonce !== '' && !nonces.includes(nonce)) nonces.push(nonce);
  return nonces;
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
