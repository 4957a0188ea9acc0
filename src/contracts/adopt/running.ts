import type { Answer, Contract, Discriminator, Evidence } from '../../model/index.js';
import { inStatusSet } from '../../model/index.js';
import { statusesOf } from '../classify.js';
import type { Change } from '../merge.js';
import { withRule } from '../merge.js';
import { alike, telltale } from './compare.js';
import type { Learn, Lesson, Pair } from './lesson.js';
import { acceptedPairs, agreement, ENOUGH, neverAdopted, noSuccess, readPairs, turnedAway } from './lesson.js';
import { acceptedSamples } from './samples.js';

const ABOUT = 'a duplicate of a running request';

/** Not completed yet, and perhaps never (RFC 9110 §15.3.3): where results have another status, it says "still running". */
const AT_WORK = 202;
/** Statuses that mean nothing else, so that they need no discriminator: 423 Locked, 425 Too Early. */
const OWN = new Set([AT_WORK, 423, 425]);
const SPEAKS = /idempot|progress|concurren|in[-_ ]?(?:use|flight)|duplicate|processing|running|locked/i;

/**
 * What a duplicate gets while the first runs: a conflict, or the first's answer after a wait. What was seen comes first in
 * the contract; the other stays lawful, since a wait may have a limit and a duplicate may come too late to conflict.
 */
export const learnRunning: Learn = (evidence, contract) => {
  const results = acceptedPairs(evidence, 'finished-duplicate', contract).flatMap(({ first }) => first?.status ?? []);
  const atWork = results.length > 0 && !results.includes(AT_WORK) ? AT_WORK : undefined;
  const asked = acceptedSamples(evidence, 'running-duplicate', contract, ABOUT, { isAnswer: ({ status }) => OWN.has(status) });
  const pairs = asked.pairs.map((pair) => ordered(pair, atWork));
  const labels = pairs.map((pair) => labelOf(pair, contract, atWork));
  const { all, varies } = agreement(labels, ABOUT);
  if (all === 'the first\'s answer') return [prefer('wait', `${ABOUT} waits and gets the first's answer`)];
  if (all === undefined) return labels.every((label) => LAWFUL.test(label)) ? [...asked.missing, ...mixed(labels, pairs, evidence, contract)] : varies;
  if (!LAWFUL.test(all)) return [neverAdopted(ABOUT, all)];
  return conflict(all, seconds(pairs), evidence, contract);
};

/** The answer that came first may be the one that says "still at work": the other has the result. */
function ordered(pair: Pair, atWork: number | undefined): Pair {
  const { first, second } = pair;
  return first !== undefined && first.status === atWork && second?.class === 'accepted' ? { ...pair, first: second, second: first } : pair;
}

/** "Still at work", a status below 500, or the first's answer. */
const LAWFUL = /^(?:202|[34]\d\d|the first's answer)$/;

function labelOf({ first, second, secondEffect }: Pair, contract: Contract, atWork: number | undefined): string {
  if (secondEffect) return 'a second effect';
  if (first === undefined || second === undefined) return 'no answer';
  // 425 counts as transient until it was adopted.
  if (second.class === 'in-flight' || turnedAway(second) || (second.class === 'transient' && OWN.has(second.status))) return String(second.status);
  if (second.class !== 'accepted') return noSuccess(second) ?? `${String(second.status)} for a duplicate`;
  if (alike(first, second, contract)) return 'the first\'s answer';
  return second.status === atWork && first.status !== atWork ? String(atWork) : 'an answer unlike the first\'s';
}

const seconds = (pairs: readonly Pair[]): Answer[] => pairs.flatMap(({ second }) => second ?? []);

/**
 * A wait that has a limit, say. Beside the first's answer a status teaches something only where it means "in flight" already
 * or can mean nothing else: any other may be the failure of one that lost a race, whatever its body says.
 */
function mixed(labels: readonly string[], pairs: readonly Pair[], evidence: readonly Evidence[], contract: Contract): Lesson[] {
  if (labels.length === 0) return [];
  const seen: Lesson = { kind: 'seen', text: `${ABOUT} gets ${[...new Set(labels)].join(' or ')}` };
  const [status, another] = new Set(labels.filter((label) => label !== 'the first\'s answer'));
  if (status === undefined || another !== undefined) return [seen];
  const told = seconds(pairs.filter((_, index) => labels[index] === status));
  return OWN.has(Number(status)) || told.every((answer) => answer.class === 'in-flight') ? conflict(status, told, evidence, contract) : [seen];
}

function prefer(way: 'conflict' | 'wait', text: string, ...more: readonly Change[]): Lesson {
  const other = way === 'wait' ? 'conflict' : 'wait';
  return {
    kind: 'choice',
    changes: [{ field: 'inFlight', value: [way, other] }, ...more],
    text,
    allows: ({ inFlight }) => more.length === 0 && (inFlight ?? []).includes(way),
  };
}

/**
 * Services use 409 for conflicts of their own business as well (sold out, account closed), and may store such an answer: where
 * the body says that a request is still running, one with another body does not. What that one means, nothing tells. A text
 * that was seen once or twice may be of one request alone.
 */
function onlyThis(label: string, answers: readonly Answer[], contract: Contract): Lesson[] {
  const known = contract.answers?.discriminators ?? [];
  const tell = telltale(answers, [], SPEAKS);
  if (answers.length < ENOUGH || tell === undefined || known.some(({ statuses }) => inStatusSet(Number(label), statuses))) return [];
  const other: Discriminator = { class: 'unclear', statuses: [label], pointer: tell.pointer, equals: [tell.value], not: true };
  const text = `${label} means that a request is running where ${tell.pointer} is ${JSON.stringify(tell.value)}`;
  return [{ kind: 'choice', changes: [withRule(contract, other)], text, allows: () => true }];
}

/** All five are of one status. Where it means something else as well, only the body can tell. */
function conflict(label: string, answers: readonly Answer[], evidence: readonly Evidence[], contract: Contract): Lesson[] {
  const status = Number(label);
  const text = `${ABOUT} gets ${label}`;
  if (answers.every((answer) => answer.class === 'in-flight')) return [prefer('conflict', text), ...onlyThis(label, answers, contract)];
  if (OWN.has(status)) return [prefer('conflict', text, { field: 'answers.inFlight', value: [...statusesOf(contract, 'inFlight'), label] })];
  const others = evidence.filter(({ question }) => question !== 'running-duplicate').flatMap((each) => readPairs(each, contract));
  const tell = telltale(answers, others.flatMap(({ first, second }) => [first ?? [], second ?? []].flat()), SPEAKS);
  if (tell === undefined) return [{ kind: 'warning', text: `${text}, and nothing in it tells it from a refusal; name a discriminator` }];
  const discriminator: Discriminator = { class: 'in-flight', statuses: [label], pointer: tell.pointer, equals: [tell.value] };
  return [prefer('conflict', `${text} with ${tell.pointer} ${JSON.stringify(tell.value)}`, withRule(contract, discriminator))];
}
