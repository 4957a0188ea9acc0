import type { Answer, Contract, Discriminator, Evidence } from '../../model/index.js';
import { statusesOf } from '../classify.js';
import type { Change } from '../merge.js';
import { withRule } from '../merge.js';
import { alike, telltale } from './compare.js';
import type { Learn, Lesson, Pair } from './lesson.js';
import { acceptedPairs, agreement, neverAdopted, noSuccess, readPairs, turnedAway } from './lesson.js';
import { acceptedSamples } from './samples.js';

const OTHER = 'another payload under a finished key';
const REORDERED = 'the same JSON with other member order and white space';

/** Statuses that services use for many things, so that only the body can tell that this is about the key. */
const SHARED = new Set([400, 403, 404, 409]);
const SPEAKS = /mismatch|differ|reus|idempot|parameter|payload|fingerprint|conflict/i;

/** Rejected (the IETF draft, Stripe) or replayed (AWS Lambda Powertools, Qonto). Executed is a second effect: never adopted. */
export const learnOtherPayload: Learn = (evidence, contract) => {
  const { pairs, missing } = acceptedSamples(evidence, 'other-payload', contract, OTHER);
  const { all, varies } = agreement(pairs.map((pair) => labelOf(pair, contract)), OTHER);
  if (all === undefined) return [...missing, ...varies];
  if (all === REPLAY) return [{ kind: 'choice', changes: [{ field: 'mismatch', value: 'replay' }], text: `${OTHER} gets ${REPLAY}` }];
  // What executes twice is held to what nearly everybody promises: else nothing would ever put it to the test.
  if (all === EXECUTED) return [{ kind: 'choice', changes: [{ field: 'mismatch', value: 'reject' }], text: `${OTHER} ought to be rejected` }, neverAdopted(OTHER, all)];
  const answers = pairs.flatMap(({ second }) => second ?? []);
  if (!answers.every(turnedAway) || !/^\d+$/.test(all)) return [neverAdopted(OTHER, all)];
  const rejected: Lesson = { kind: 'choice', changes: [{ field: 'mismatch', value: 'reject' }], text: `${OTHER} is rejected with ${all}` };
  return [rejected, ...statusLesson(all, answers, evidence, contract)];
};

/** Member order and white space: the same request (as JSON has it), or another (Telnyx compares byte for byte). */
export const learnReordered: Learn = (evidence, contract) => {
  // Where plain retries are not answered either, a refusal says nothing about the order of members.
  const plain = acceptedPairs(evidence, 'finished-duplicate', contract);
  if (plain.length > 0 && !plain.some(({ second }) => second?.class === 'accepted')) return [];
  // A service may still be writing down what it has answered: whoever is told to wait for that was not compared with it.
  const { pairs, missing } = acceptedSamples(evidence, 'reordered', contract, REORDERED, { isWait: (answer) => answer.class === 'in-flight' });
  const { all, varies } = agreement(pairs.map((pair) => labelOf(pair, contract)), REORDERED);
  if (all === undefined) return [...missing, ...varies];
  if (all === REPLAY) return [{ kind: 'choice', changes: [{ field: 'equivalence', value: 'json' }], text: `${REORDERED} is the same request` }];
  if (!/^4\d\d$/.test(all)) return [neverAdopted(REORDERED, all)];
  return [{ kind: 'choice', changes: [{ field: 'equivalence', value: 'bytes' }], text: `${REORDERED} is another request (${all})` }];
};

const REPLAY = 'the first answer';
const EXECUTED = 'a second effect';

function labelOf({ first, second, secondEffect }: Pair, contract: Contract): string {
  if (secondEffect) return EXECUTED;
  if (first === undefined || second === undefined) return 'no answer';
  if (second.class !== 'accepted') return turnedAway(second) ? String(second.status) : (noSuccess(second) ?? `${String(second.status)} for a duplicate`);
  return alike(first, second, contract) ? REPLAY : 'an answer of its own';
}

/** Makes the rejection count as a mismatch, where its status says something else or many things. */
function statusLesson(status: string, answers: readonly Answer[], evidence: readonly Evidence[], contract: Contract): Lesson[] {
  if (answers.every((answer) => answer.class === 'mismatch')) return [];
  const text = `${status} means that another payload owns the key`;
  const named: Lesson = choice({ field: 'answers.mismatch', value: [...statusesOf(contract, 'mismatch'), status] }, text);
  // A contract that names the status is not met by another one, whatever else that may mean.
  if (contract.answers?.mismatch !== undefined) return [named];
  // A stranger's request under the key is another payload too, and may be told so; so may one that is spelled otherwise.
  const others = evidence.filter(({ question }) => !question.startsWith('other-') && question !== 'reordered').flatMap((each) => readPairs(each, contract));
  const rivals = others.flatMap(({ first, second }) => [first ?? [], second ?? []].flat());
  const tell = telltale(answers, rivals, SPEAKS);
  const shared = SHARED.has(Number(status)) || rivals.some((rival) => String(rival.status) === status);
  if (shared && tell !== undefined) {
    const discriminator: Discriminator = { class: 'mismatch', statuses: [status], pointer: tell.pointer, equals: [tell.value] };
    return [choice(withRule(contract, discriminator), `${text} where ${tell.pointer} is ${JSON.stringify(tell.value)}`)];
  }
  const inFlight = answers.every((answer) => answer.class === 'in-flight');
  const alone = !rivals.some((rival) => String(rival.status) === status);
  // A 409 that no running duplicate ever got would be read as "still running" for ever; other shared statuses stay refusals.
  if (!shared || (inFlight && alone)) return [named];
  if (!inFlight) return [];
  return [{ kind: 'warning', text: `${OTHER} and a running duplicate both get ${status}, and nothing in it tells them apart; name a discriminator` }];
}

function choice(change: Change, text: string): Lesson {
  return { kind: 'choice', changes: [change], text };
}
