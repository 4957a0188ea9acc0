import type { AnswerClass, AnswerRules, Classify, ClassifiedResponse, Contract, Discriminator, StatusSet } from '../model/index.js';
import { inStatusSet, jsonEqual, once, pointerGet } from '../model/index.js';

type SetName = 'accepted' | 'inFlight' | 'mismatch' | 'refused' | 'transient';

/** The sets in the order in which they are asked: the first that holds the status decides. */
const ORDER: readonly (readonly [set: SetName, is: AnswerClass])[] = [
  ['accepted', 'accepted'],
  ['inFlight', 'in-flight'],
  ['mismatch', 'mismatch'],
  ['refused', 'refused'],
  ['transient', 'transient'],
];

/**
 * What a status means where the contract leaves the class's set out. In flight 409 and mismatch 422 are the SHOULDs of
 * draft-ietf-httpapi-idempotency-key-header-07 §2.7; 408, 425, 429 and 5xx are what clients are told to send again
 * (RFC 9110 §15.5.9 and §15.6, RFC 8470 §5.2, RFC 6585 §4). 202 is an acceptance: it says that the work will be done.
 */
export const DEFAULT_SETS: { readonly [Set in SetName]: StatusSet } = {
  accepted: ['2xx'],
  inFlight: ['409'],
  mismatch: ['422'],
  transient: ['408', '425', '429', '5xx'],
  refused: ['4xx'],
};

/** As {@link ORDER}, but the default of `refused` is all that is left of 4xx, so it comes last. */
const DEFAULT_ORDER = [...ORDER.filter(([set]) => set !== 'refused'), ...ORDER.filter(([set]) => set === 'refused')];

/**
 * What a complete response means under a contract. The only place where a status gets a meaning.
 *
 * 1. **Discriminators**, in order; the first that matches decides. They look into the body, so they come first: a status
 *    that two classes share (409 both while the first runs and, with the resource id, once it is done; 409 for a
 *    business conflict; 200 for everything) is told apart here and nowhere else.
 * 2. **The contract's own sets**: accepted, in flight, mismatch, refused, transient. What the contract says of one class
 *    beats what is assumed of another: `refused: ["409"]` alone makes every 409 a refusal.
 * 3. **The defaults** ({@link DEFAULT_SETS}) of the sets that the contract leaves out. A set that is given replaces its
 *    default entirely: under `accepted: ["200"]` a 201 is unclear, and `inFlight: []` means that no status says so.
 * 4. Otherwise **unclear**: 1xx, 3xx, and whatever the given sets leave open.
 *
 * @example
 * ```ts
 * classify({ status: 409 }, { version: 1, name: 'mine' }); // 'in-flight'
 * ```
 */
export const classify: Classify = (response, contract) => {
  const rules = contract.answers ?? NO_RULES;
  return byDiscriminator(response, rules) ?? byStatus(response.status, rules);
};

const NO_RULES: AnswerRules = {};

/** Statuses are few and answers many. */
const knownClasses = once((_rules: AnswerRules) => new Map<number, AnswerClass>());

function byStatus(status: number, rules: AnswerRules): AnswerClass {
  const known = knownClasses(rules);
  let is = known.get(status);
  if (is === undefined) {
    is = bySets(status, rules) ?? byDefault(status, rules) ?? 'unclear';
    known.set(status, is);
  }
  return is;
}

function byDiscriminator(response: ClassifiedResponse, rules: AnswerRules): AnswerClass | undefined {
  return rules.discriminators?.find((discriminator) => matches(response, discriminator))?.class;
}

/** A member that is null counts as absent unless `equals` names null: services write `"error": null` where there is none. */
function matches(response: ClassifiedResponse, { statuses, pointer, equals, not = false }: Discriminator): boolean {
  if (statuses !== undefined && !inStatusSet(response.status, statuses)) return false;
  const value = pointerGet(response.tree, pointer);
  const hit = equals === undefined ? value !== undefined && value !== null : equals.some((each) => jsonEqual(each, value));
  return hit !== not;
}

function bySets(status: number, rules: AnswerRules): AnswerClass | undefined {
  return ORDER.find(([set]) => inStatusSet(status, rules[set]))?.[1];
}

function byDefault(status: number, rules: AnswerRules): AnswerClass | undefined {
  return DEFAULT_ORDER.find(([set]) => rules[set] === undefined && inStatusSet(status, DEFAULT_SETS[set]))?.[1];
}

/** The statuses of a class under a contract: its own set, or the default. Discriminators may say otherwise. */
export function statusesOf(contract: Contract, set: SetName): StatusSet {
  return contract.answers?.[set] ?? DEFAULT_SETS[set];
}
