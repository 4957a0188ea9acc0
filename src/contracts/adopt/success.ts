import type { Answer, Contract, Discriminator, Evidence, Json } from '../../model/index.js';
import { isObject, pointerGet, pointerJoin } from '../../model/index.js';
import { withRule } from '../merge.js';
import { is2xx } from './compare.js';
import type { Learn } from './lesson.js';
import { readPairs } from './lesson.js';

/** How a body says "no" under a status that says "yes". */
interface Mark {
  readonly says: string;
  isOn(tree: Json | undefined): boolean;
  readonly rule: Discriminator;
}

/** A member that is true in successes and false in failures: Slack's, Telegram's and JSend-like envelopes. */
function flag(pointer: string): Mark {
  return {
    says: `${pointer} is false`,
    isOn: (tree) => pointerGet(tree, pointer) === false,
    rule: { class: 'unclear', statuses: ['2xx'], pointer, equals: [false] },
  };
}

/** A member that is only there in failures: JSON-RPC 2.0 §5 (`error`), GraphQL §7.1 (`errors`, a list that is not empty). */
function trouble(pointer: string, says: string): Mark {
  const isThere = (tree: Json | undefined): boolean => (pointerGet(tree, pointer) ?? null) !== null;
  return { says, isOn: isThere, rule: { class: 'unclear', statuses: ['2xx'], pointer } };
}

const MARKS: readonly Mark[] = [flag('/ok'), flag('/success'), trouble('/errors/0', '/errors is not empty'), trouble('/error', '/error is there')];

/** Names of members that tell how it went, and what they say where it went well. */
const OUTCOME = /^(?:(?:result|return|ret|status|err|error)_?)?(?:code|no)$|^ret$|^status$/i;
const WELL: ReadonlySet<string> = new Set(['0', '00', '000', '0000', '00000', '200', 'ok', 'success']);

/** A member of all answers that says the same "fine" in all successes, and another thing otherwise: `{"code": 0, "data": …}`, JSend's status. */
function outcomes(successes: readonly (Json | undefined)[], others: readonly (Json | undefined)[]): Mark[] {
  const [first] = successes;
  if (!isObject(first)) return [];
  return Object.entries(first).flatMap(([name, value]): Mark[] => {
    const pointer = pointerJoin('', name);
    const isWell = (typeof value === 'string' || typeof value === 'number') && WELL.has(String(value).toLowerCase());
    if (!OUTCOME.test(name) || !isWell || !successes.every((tree) => pointerGet(tree, pointer) === value)) return [];
    if (others.some((tree) => pointerGet(tree, pointer) === undefined)) return [];
    return [
      {
        says: `${pointer} is not ${JSON.stringify(value)}`,
        isOn: (tree) => pointerGet(tree, pointer) !== value,
        rule: { class: 'unclear', statuses: ['2xx'], pointer, equals: [value], not: true },
      },
    ];
  });
}

/**
 * Services that answer 2xx to everything and say in the body what it was. Such a "no" is no acceptance; which kind of "no"
 * it is, nothing tells, so it claims nothing (as under `--success`). Not where an ordinary request or the retry of a
 * finished one is answered so: that is what a bug looks like.
 */
export const learnSuccess: Learn = (evidence, contract) => {
  if ((contract.answers?.discriminators ?? []).length > 0) return [];
  const ordinary = trees(evidence.filter(({ question }) => question === 'finished-duplicate'), contract);
  const others = trees(evidence.filter(({ question }) => question !== 'finished-duplicate'), contract);
  const mark = [...MARKS, ...outcomes(ordinary, others)].find(({ isOn }) => others.some(isOn) && ordinary.length > 0 && !ordinary.some(isOn));
  if (mark === undefined) return [];
  return [{ kind: 'choice', changes: [withRule(contract, mark.rule)], text: `a 2xx in which ${mark.says} is no success`, allows: () => true }];
};

function trees(evidence: readonly Evidence[], contract: Contract): (Json | undefined)[] {
  const answers = evidence.flatMap((each) => readPairs(each, contract)).flatMap(({ first, second }) => [first, second]);
  return answers.filter((answer): answer is Answer => answer !== undefined && is2xx(answer.status)).map(({ tree }) => tree);
}
