import type { Answer, Contract, Discriminator, Evidence, Json } from '../../model/index.js';
import { isObject, pointerGet, pointerJoin } from '../../model/index.js';
import { statusesOf } from '../classify.js';
import { withRule } from '../merge.js';
import { is2xx } from './compare.js';
import type { Learn } from './lesson.js';
import { readPairs } from './lesson.js';

/** How a body says "no" under a status that says "yes". */
interface Mark {
  readonly says: string;
  isOn(tree: Json | undefined): boolean;
  readonly rules: readonly Discriminator[];
}

const holds = (tree: Json | undefined, pointer: string): boolean => (pointerGet(tree, pointer) ?? null) !== null;

/** A member that is true in successes and false in failures: Slack's, Telegram's and JSend-like envelopes. */
function flag(pointer: string): Mark {
  return {
    says: `${pointer} is false`,
    isOn: (tree) => pointerGet(tree, pointer) === false,
    rules: [{ class: 'unclear', statuses: ['2xx'], pointer, equals: [false] }],
  };
}

/** A member that is only there in failures: JSON-RPC 2.0 §5 (`error`), GraphQL §7.1 (`errors`, a list that is not empty). */
function trouble(pointer: string, says: string): Mark {
  return { says, isOn: (tree) => holds(tree, pointer), rules: [{ class: 'unclear', statuses: ['2xx'], pointer }] };
}

const MARKS: readonly Mark[] = [flag('/ok'), flag('/success'), trouble('/errors/0', '/errors is not empty'), trouble('/error', '/error is there')];

/** Names of members that tell how it went, and what they say where it went well. */
const OUTCOME = /^(?:(?:result|return|ret|status|err|error)_?)?(?:code|no)$|^ret$|^status$/i;
const WELL: ReadonlySet<string> = new Set(['0', '00', '000', '0000', '00000', '200', 'ok', 'success']);

/**
 * A member of all answers that says the same "fine" in all successes, and another thing otherwise: `{"code": 0, "data": …}`,
 * JSend's status. Where what says otherwise has a place for a resource's id, be it null, it is a resource in another state:
 * a record without its result, which is no way to say no.
 */
function outcomes(successes: readonly Answer[], others: readonly Answer[], contract: Contract): Mark[] {
  const first = successes[0]?.tree;
  if (!isObject(first)) return [];
  return Object.entries(first).flatMap(([name, value]): Mark[] => {
    const pointer = pointerJoin('', name);
    const isWell = (typeof value === 'string' || typeof value === 'number') && WELL.has(String(value).toLowerCase());
    if (!OUTCOME.test(name) || !isWell || !successes.every(({ tree }) => pointerGet(tree, pointer) === value)) return [];
    if (!others.every(({ tree }) => holds(tree, pointer))) return [];
    const mark = outcome(pointer, value, contract);
    return others.some((answer) => mark.isOn(answer.tree) && hasPlaceOfId(answer, contract)) ? [] : [mark];
  });
}

/** An answer without the member has lost it, and says nothing: it counts as the acceptance that its status makes it. */
function outcome(pointer: string, value: string | number, contract: Contract): Mark {
  return {
    says: `${pointer} is not ${JSON.stringify(value)}`,
    isOn: (tree) => holds(tree, pointer) && pointerGet(tree, pointer) !== value,
    rules: [
      { class: 'accepted', statuses: statusesOf(contract, 'accepted'), pointer, not: true },
      { class: 'unclear', statuses: ['2xx'], pointer, equals: [value], not: true },
    ],
  };
}

function hasPlaceOfId({ tree, headers }: Answer, { resourceId = [] }: Contract): boolean {
  return resourceId.some((place) => (place.startsWith('header:') ? headers[place.slice(7).toLowerCase()] : pointerGet(tree, place)) !== undefined);
}

/**
 * Services that answer 2xx to everything and say in the body what it was. Such a "no" is no acceptance; which kind of "no"
 * it is, nothing tells, so it claims nothing (as under `--success`). Not where an ordinary request or the retry of a
 * finished one is answered so: that is what a bug looks like.
 */
export const learnSuccess: Learn = (evidence, contract) => {
  if ((contract.answers?.discriminators ?? []).length > 0) return [];
  const ordinary = successful(evidence.filter(({ question }) => question === 'finished-duplicate'), contract);
  const others = successful(evidence.filter(({ question }) => question !== 'finished-duplicate'), contract);
  const says = (answers: readonly Answer[], mark: Mark): boolean => answers.some(({ tree }) => mark.isOn(tree));
  const mark = [...MARKS, ...outcomes(ordinary, others, contract)].find((each) => says(others, each) && ordinary.length > 0 && !says(ordinary, each));
  if (mark === undefined) return [];
  return [{ kind: 'choice', changes: [withRule(contract, ...mark.rules)], text: `a 2xx in which ${mark.says} is no success`, allows: () => true }];
};

/** Answers whose status says "yes". */
function successful(evidence: readonly Evidence[], contract: Contract): Answer[] {
  const answers = evidence.flatMap((each) => readPairs(each, contract)).flatMap(({ first, second }) => [first, second]);
  return answers.filter((answer): answer is Answer => answer !== undefined && is2xx(answer.status));
}
