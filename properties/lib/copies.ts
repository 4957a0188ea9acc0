import type { AttemptFacts, Facts, OperationFacts, Rate, Violation } from '../../src/model/index.js';
import { sameResource } from '../../src/model/index.js';
import { compareAnswers } from './compare.js';
import { shareOf } from './conclude.js';
import { gather } from './gather.js';
import { isKeyless, operationsById, sharers } from './keys.js';
import { acceptedOf, endOf, sendsOf, startOf } from './sends.js';
import { ending, twoEndings } from './words.js';

/**
 * Two callers who sent one payload under one key, or without any, and what shows whether their answers are one by chance:
 * ids may be unique for each caller only, or made of the payload, or of the key.
 */
export interface Copied {
  readonly original: OperationFacts;
  readonly copy: OperationFacts;
  /** The copy's payload again, by the same caller, under a key of its own. */
  readonly control: OperationFacts;
  /** Another payload under the control's key, by the original's caller. */
  readonly namesake: OperationFacts;
}

/**
 * Those that were accepted: what is refused says nothing of whose answer it is. But that another payload has the key is all that
 * needs to be known of the namesake: then the key alone makes no answers equal.
 */
export function copiedIn(facts: Facts): Copied[] {
  const copies = facts.operations.filter(({ operation }) => operation.copies !== undefined);
  return gather(copies, (copy) => {
    const original = operationsById(facts).get(copy.operation.copies ?? -1);
    if (original === undefined || !areAlike(facts, copy, original)) return [];
    const control = copies.find((each) => each !== copy && each.operation.copies === original.id && each.operation.key.kind === 'fresh');
    const namesake = control === undefined ? undefined : sharers(facts, control)[0];
    if (control === undefined || namesake === undefined) return [];
    const isKept = acceptedOf(facts, namesake).length > 0 || sendsOf(facts, namesake).some(({ answer }) => answer?.class === 'mismatch');
    return isKept && [original, copy, control].every((each) => acceptedOf(facts, each).length > 0) ? [{ original, copy, control, namesake }] : [];
  });
}

/** True where nothing but who they are tells the two apart. */
function areAlike(facts: Facts, copy: OperationFacts, original: OperationFacts): boolean {
  if (copy.operation.principal === original.operation.principal) return false;
  return sharers(facts, copy).includes(original) || (isKeyless(copy) && isKeyless(original));
}

/** How often the two got one answer, against how often the copy under a key of its own did. */
export function copyRate(facts: Facts, cause: string, copied: readonly Copied[]): Rate {
  return { cause, cases: shareOf(copied, (each) => taken(facts, each) !== undefined), base: shareOf(copied, ({ original, control }) => sharedAnswer(facts, original, control) !== undefined) };
}

export function takenByCopy(facts: Facts, cause: string, copied: readonly Copied[]): Violation[] {
  return gather(copied, (each) => {
    const pair = taken(facts, each);
    const [own] = acceptedOf(facts, each.control);
    if (pair === undefined || own === undefined) return [];
    const [first, later] = pair;
    const how = isKeyless(each.copy) ? 'without a key' : 'with one key';
    const sentence = `${first.id} and ${later.id}, of two callers, sent one payload ${how} and got one answer: ${twoEndings(first, later)}; the same payload under another key, ${own.id}, ${ending(own)} with an answer of its own.`;
    return [{ cause, operation: later.operation, attempts: [first.id, later.id], sentence, compare: [first.id, later.id], suspect: true }];
  });
}

/** The one answer that both got, the earlier first, where neither payload nor key by itself makes answers equal. */
function taken(facts: Facts, { original, copy, control, namesake }: Copied): readonly [AttemptFacts, AttemptFacts] | undefined {
  if (sharedAnswer(facts, original, control) !== undefined || sharedAnswer(facts, control, namesake) !== undefined) return undefined;
  return sharedAnswer(facts, original, copy);
}

function sharedAnswer(facts: Facts, one: OperationFacts, other: OperationFacts): readonly [AttemptFacts, AttemptFacts] | undefined {
  const others = acceptedOf(facts, other);
  return gather(acceptedOf(facts, one), (mine) => others.filter((theirs) => areOne(facts, mine, theirs)).map((theirs) => inOrder(mine, theirs)))[0];
}

function inOrder(a: AttemptFacts, b: AttemptFacts): readonly [AttemptFacts, AttemptFacts] {
  return endOf(a) <= endOf(b) ? [a, b] : [b, a];
}

/** Whether two answers are about one resource; where they name none, whether they say the same. */
function areOne({ contract }: Facts, mine: AttemptFacts, theirs: AttemptFacts): boolean {
  if (mine.answer === undefined || theirs.answer === undefined) return false;
  const isSame = sameResource(contract, mine.answer, theirs.answer);
  const ordered = startOf(theirs) >= endOf(mine) || startOf(mine) >= endOf(theirs);
  return isSame ?? compareAnswers(contract, mine.answer, theirs.answer, { ordered, elsewhere: mine.instance !== theirs.instance }) === undefined;
}
