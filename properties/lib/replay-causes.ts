import type { CauseText } from '../../src/model/index.js';

const STORE_ALL = 'Store status, the listed headers and the exact body with the key, and send just that to every retry.';
const TOO_SOON = ' Where the two overlapped, one of them may have been answered from a record that had no result yet.';
const WAIT = ' Tell a duplicate of a running request 409, or let it wait for the result.';

/** What identical-replay can find. */
export const replayCauses: { readonly [cause: string]: CauseText } = {
  status: { means: `The stored answer keeps the body and forgets the status, or an error handler has the last word on replays.${TOO_SOON}`, fix: `${STORE_ALL}${WAIT}` },
  'member-lost': { means: 'The replay is built from less than the first answer was: another serializer, a cut-off cache entry, a row read without its joins.', fix: STORE_ALL },
  'member-changed': { means: `The replay is made again instead of stored: ids, times or totals are computed anew, or a later owner overwrote the record.${TOO_SOON}`, fix: `${STORE_ALL}${WAIT} Where current state is what you mean to send, say so in the contract (replay.identity: current-state); a member that belongs to the answer and not to what was done (a request id, a flag for replays) goes into its list replay.volatile.` },
  body: { means: `The body is not what was first sent: stored as text though it was binary, cut at a cap, encoded twice, or replaced by a notice.${TOO_SOON}`, fix: `${STORE_ALL}${WAIT}` },
  'content-type': { means: 'Headers are not stored with the body, so the framework guesses the media type on replay.', fix: STORE_ALL },
  location: { means: 'Location is not stored, or is computed again for the retry.', fix: STORE_ALL },
  header: { means: 'A header that the contract lists for replays is lost or differs.', fix: `${STORE_ALL} Or take it off the contract's list (replay.headers).` },
  'refused-after-acceptance': { means: 'A retry of a finished operation is told no, or to wait: duplicates are detected but the result is not kept, the claim outlives the operation, or the request is validated before the key is looked up.', fix: 'Keep the result with the key, look it up first, and replay it. A client whose first answer was lost has no other way to it.' },
  'conflict-without-id': { means: 'The contract answers finished duplicates with a conflict that carries the resource id, and this one carries none: the client cannot find what it made.', fix: 'Put the id of the existing resource into the conflict (in the body, or in Location).' },
  'failed-after-acceptance': { means: 'Replaying crashes: the stored answer cannot be read back, or a duplicate hits a unique constraint that nothing catches.', fix: 'Look the key up before executing, catch the constraint violation, and test the replay path with a stored answer.' },
};
