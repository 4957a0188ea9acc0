import type { AttemptFacts, CauseText, Facts, OperationFacts } from '../../src/model/index.js';
import { sameResource } from '../../src/model/index.js';
import { mayMeet } from './executions.js';
import { behindAdvice, downstreamKeyText } from './second-behind-advice.js';
import { hangUpAdvice } from './second-hang-up.js';
import type { Second } from './second.js';
import { endOf, isAccepted, retentionOf, sendsOf, startOf } from './sends.js';
import { listed, span } from './words.js';

/** What it most likely means and what to try, in place of the text of the cause, which speaks of races. */
export function adviceOn(facts: Facts, operation: OperationFacts, { how, executed }: Second): CauseText {
  if (how === 'other-payload') return payloadAdvice(facts, executed);
  if (how !== 'forgotten' && how !== 'hung-up') return behindAdvice(facts, operation, { how, executed });
  const again = how === 'forgotten' ? forgottenAdvice(facts, operation, executed) : hangUpAdvice(facts, operation, executed);
  // Had the downstream known the key again, it would not have mattered.
  const more = downstreamKeyText(facts, operation);
  return more === undefined ? again : { means: `${again.means} ${more.means}`, fix: `${again.fix} ${more.fix}` };
}

function payloadAdvice(facts: Facts, executed: readonly AttemptFacts[]): CauseText {
  const { contract } = facts;
  const together = executed.some((one) => executed.some((other) => mayMeet(facts, one, other)));
  const race = together ? ', or, since they may have been under way together, neither had claimed the key when the other looked' : '';
  const claim = together ? 'Claim the key with one atomic insert (unique constraint, SET NX) before any effect. ' : '';
  const bind =
    contract.mismatch === 'replay'
      ? 'Look the key up by itself, without the payload, and replay its answer.'
      : 'Store a fingerprint of the payload (every member of the body, method, path, query) with the key, compare it first, and refuse another payload with 422.';
  return {
    means: `Another payload was executed under the key: ${listed(executed.map(({ id }) => id))} sent different ones, and each had its effect. The key is not bound to the payload that it came with first${race}.`,
    fix: `${claim}${bind}`,
  };
}

/** Within so many durations, or so many milliseconds, nobody's record expires: it was not written, or is not found. */
const SOON_DURATIONS = 5;
const SOON_MS = 100;

function forgottenAdvice(facts: Facts, operation: OperationFacts, [first, other]: readonly AttemptFacts[]): CauseText {
  const passedMs = first === undefined || other === undefined ? 0 : startOf(other) - endOf(first);
  // What a crowd does under other keys is not nothing.
  const quiet = `${facts.plan.crowd.length > 0 ? 'Nothing' : 'No race: nothing'} of its key overlapped ${other?.id ?? ''}`;
  const since = `${span(passedMs)} after ${first?.id ?? ''} was answered`;
  if (passedMs < Math.max(SOON_MS, SOON_DURATIONS * facts.calibration.durationP95Ms)) {
    return {
      means: `${quiet}, and the key was not known ${passedMs < 10 ? `right after ${first?.id ?? ''} was answered` : since}. Its record was not written, or is not found again.`,
      fix: 'Claim the key with one atomic insert (unique constraint, SET NX) before any effect, and commit claim, effect and stored answer in one transaction. Where that is done, look for a key that is read from elsewhere (--key-header, --key-field), or a claim that is released when the request ends.',
    };
  }
  return {
    means: `${quiet}, and the key was no longer known ${since}${stillKnown(facts, operation, first, other)}. Its record had expired, or was evicted or lost.`,
    fix: `Keep the record for as long as clients may retry: see the expiry that it is stored with, and for a cache that evicts. ${promiseText(facts)}`,
  };
}

/** The last replay before it was forgotten says how long it was remembered at least. */
function stillKnown(facts: Facts, operation: OperationFacts, first: AttemptFacts | undefined, other: AttemptFacts | undefined): string {
  const answer = first?.answer;
  if (answer === undefined || first === undefined || other === undefined) return '';
  const isReplay = (each: AttemptFacts): boolean => isAccepted(each) && each.answer !== undefined && sameResource(facts.contract, answer, each.answer) === true;
  const replay = sendsOf(facts, operation).findLast((each) => startOf(each) >= endOf(first) && endOf(each) <= startOf(other) && isReplay(each));
  return replay === undefined ? '' : ` (${replay.id} was still answered from it after ${span(startOf(replay) - endOf(first))})`;
}

function promiseText(facts: Facts): string {
  const { contract } = facts;
  const kept = span(retentionOf(facts));
  const source = contract.sources?.['retentionMs'];
  if (contract.retentionMs === undefined || source === 'default') return `That a key is kept for ${kept} is the kit's default, and no promise of the service: where it keeps keys for less, say for how long with --retention.`;
  return `The contract says that a key is kept for ${kept}${source === undefined ? '' : ` (${source})`}.`;
}
