import type { Contract } from '../../model/index.js';
import { ACCEPTED, hasFinished } from '../../model/index.js';
import { is2xx, repeatsUnder } from './compare.js';
import { conflictWithId, placesOf } from './conflict.js';
import type { Learn, Lesson, Pair } from './lesson.js';
import { agreement, ENOUGH } from './lesson.js';
import { acceptedSamples } from './samples.js';

const ABOUT = 'a finished request sent again';

/**
 * What an identical retry of a finished request gets: its answer; its members under another 2xx (Square's and many others'
 * 200 for a 201); or a 409 that carries the resource id (GoCardless's `idempotent_creation_conflict`). Anything else is a bug and
 * is never adopted, a status that is forgotten now and then included.
 */
export const learnFinished: Learn = (evidence, contract) => {
  const { pairs, missing } = acceptedSamples(evidence, 'finished-duplicate', contract, ABOUT);
  const { all, varies } = agreement(pairs.map((pair) => labelOf(pair, contract)), ABOUT);
  const isAsked = evidence.some(({ question }) => question === 'finished-duplicate');
  const open = isAsked && all === undefined && pairs.filter(isAnswered).length < ENOUGH ? [STATUS_OPEN] : [];
  return [...missing, ...(otherStatus(pairs, contract) ?? (all === undefined ? varies : habit(all, pairs, contract))), ...open];
};

/** What all of them get. */
function habit(all: string, pairs: readonly Pair[], contract: Contract): readonly Lesson[] {
  if (all === ITS) return [{ kind: 'choice', changes: REPLAYED, text: `${ABOUT} gets its answer`, allows: ({ replay }) => replay?.finished !== 'conflict-with-id' }];
  if (all === '409 with the resource id') return conflictWithId(ABOUT, pairs, contract);
  // Nothing looks so like a service without idempotency as one that was sent its keys at the wrong place.
  const elsewhere = all === SECOND && contract.key !== undefined ? '; if the service takes its key elsewhere, say so: --key-header or --key-field' : '';
  return [{ kind: 'warning', text: `${ABOUT} gets ${all}; that is never adopted${elsewhere}` }];
}

const ITS = 'its answer';
const OTHER_2XX = 'another 2xx';
const SECOND = 'a second effect';

const REPLAYED = [
  { field: 'replay.finished', value: 'replay' },
  { field: 'replay.status', value: 'same' },
];

/** Real systems differ on it, and no other question shows it. */
const STATUS_OPEN: Lesson = { kind: 'open', field: 'replay.status', text: `too few answers to ${ABOUT} were seen to know whether a replay keeps its status, so that is not judged` };

function labelOf({ first, second, secondEffect }: Pair, contract: Contract): string {
  if (secondEffect) return SECOND;
  if (first === undefined || second === undefined) return 'no answer';
  if (second.status === 409 && placesOf(first, second, contract).length > 0) return '409 with the resource id';
  if (second.class !== 'accepted') return `${String(second.status)}, without the resource id`;
  if (!repeatsUnder(first, second, contract)) return hasFinished(contract, first, second) ? ITS : 'a changed answer';
  if (first.status === second.status) return ITS;
  return is2xx(first.status) && is2xx(second.status) ? OTHER_2XX : `its body under ${String(second.status)}`;
}

const isAnswered = ({ second }: Pair): boolean => second !== undefined && second.class !== 'transient';

/** Another 2xx, where replays keep no first answer's status. A request that failed says nothing of it. */
function otherStatus(asked: readonly Pair[], contract: Contract): Lesson[] | undefined {
  const pairs = asked.filter((pair) => pair.secondEffect || isAnswered(pair));
  const withLabel = (label: string): readonly Pair[] => pairs.filter((pair) => labelOf(pair, contract) === label);
  const [changed, kept] = [withLabel(OTHER_2XX), withLabel(ITS)];
  const [shown] = changed;
  if (pairs.length < ENOUGH || shown === undefined || changed.length + kept.length < pairs.length) return undefined;
  if (!kept.every((pair) => isKeptByChance(pair, changed))) return undefined;
  const some = kept.length > 0 ? `in ${String(changed.length)} of ${String(pairs.length)} ` : '';
  const text = `${ABOUT} gets the same members ${some}under another 2xx (${String(shown.second?.status)} after ${String(shown.first?.status)})`;
  return [{ kind: 'choice', changes: [{ field: 'replay.status', value: '2xx' }], text }];
}

/**
 * True where the status is the one that replays get, since a proxy in front of the service had sent the first request again by
 * itself; or a 202, which becomes another one once it is done. Else the service keeps a status, and forgets it in the others.
 */
function isKeptByChance({ second }: Pair, changed: readonly Pair[]): boolean {
  return second?.status === ACCEPTED || changed.some((other) => other.second?.status === second?.status);
}
