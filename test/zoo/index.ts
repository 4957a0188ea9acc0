// Over 200 lines: it is the list of all servers, a line each to import and a line each to list them.
import type { ZooServer } from './zoo.js';
import acceptsFirst from './correct/accepts-first.js';
import backlog from './correct/backlog.js';
import batch from './correct/batch.js';
import compresses from './correct/compresses.js';
import conflict from './correct/conflict.js';
import cancelledLease from './correct/cancelled-lease.js';
import conflictWithId from './correct/conflict-with-id.js';
import currentState from './correct/current-state.js';
import declinesWhatWasNotMade from './correct/declines-what-was-not-made.js';
import downstreamFailureStored from './correct/downstream-failure-stored.js';
import eventualProbe from './correct/eventual-probe.js';
import expiredRefused from './correct/expired-refused.js';
import expiresFromAnswer from './correct/expires-from-answer.js';
import expires from './correct/expires.js';
import fencedLease from './correct/fenced-lease.js';
import finishesLater from './correct/finishes-later.js';
import flakyDownstream from './correct/flaky-downstream.js';
import formEncoded from './correct/form-encoded.js';
import http2 from './correct/http2.js';
import idOfKey from './correct/id-of-key.js';
import jittery from './correct/jittery.js';
import keyInBody from './correct/key-in-body.js';
import naturalMade from './correct/natural-made.js';
import naturalDelete from './correct/natural-delete.js';
import natural from './correct/natural.js';
import nestedRefund from './correct/nested-refund.js';
import ok200Replay from './correct/ok-200-replay.js';
import oneAtATime from './correct/one-at-a-time.js';
import quoted from './correct/quoted.js';
import rateLimited from './correct/rate-limited.js';
import naturalReusedIds from './correct/natural-reused-ids.js';
import renewedLease from './correct/renewed-lease.js';
import scoped from './correct/scoped.js';
import shedsLoad from './correct/sheds-load.js';
import alwaysOk from './correct/always-200.js';
import soldOut from './correct/sold-out.js';
import stableDownstreamKey from './correct/stable-downstream-key.js';
import uniqueReference from './correct/unique-reference.js';
import volatileHeaders from './correct/volatile-headers.js';
import waiting from './correct/waiting.js';
import always409 from './planted/always-409.js';
import answerCut from './planted/answer-cut.js';
import bodyCut from './planted/body-cut.js';
import burnedKey from './planted/burned-key.js';
import checkThenActWaiting from './planted/check-then-act-waiting.js';
import claimDroppedAfterPayment from './planted/claim-dropped-after-payment.js';
import checkThenAct from './planted/check-then-act.js';
import claimDroppedOnThrow from './planted/claim-dropped-on-throw.js';
import contendedKeysCut from './planted/contended-keys-cut.js';
import contentTypeLost from './planted/content-type-lost.js';
import cookieLeak from './planted/cookie-leak.js';
import debouncedAway from './planted/debounced-away.js';
import debitsNeverMade from './planted/debits-never-made.js';
import declinedWhenLost from './planted/declined-when-lost.js';
import declinesAfterCapture from './planted/declines-after-capture.js';
import deleteCrashes from './planted/delete-crashes.js';
import deleteToggles from './planted/delete-toggles.js';
import deletedOnClose from './planted/deleted-on-close.js';
import digestForKey from './planted/digest-for-key.js';
import disconnectCancelsRecord from './planted/disconnect-cancels-record.js';
import disconnectLeaksClaim from './planted/disconnect-leaks-claim.js';
import emptyKey from './planted/empty-key.js';
import errorNotStored from './planted/error-not-stored.js';
import expiredExecuted from './planted/expired-executed.js';
import expiredRace from './planted/expired-race.js';
import fabricatedSuccess from './planted/fabricated-success.js';
import acceptsUnpaid from './planted/accepts-unpaid.js';
import fingerprintCut from './planted/fingerprint-cut.js';
import foldedKeys from './planted/folded-keys.js';
import forgetsSoon from './planted/forgets-soon.js';
import freshIds from './planted/fresh-ids.js';
import getConsumesKey from './planted/get-consumes-key.js';
import headClaimsKey from './planted/head-claims-key.js';
import lockNoTenant from './planted/lock-no-tenant.js';
import getCreates from './planted/get-creates.js';
import halfDone from './planted/half-done.js';
import hangUpDropsClaim from './planted/hang-up-drops-claim.js';
import hangUpSkipsPayout from './planted/hang-up-skips-payout.js';
import headerFingerprint from './planted/header-fingerprint.js';
import http2Front from './planted/http2-front.js';
import innerRetry from './planted/inner-retry.js';
import keyIgnored from './planted/key-ignored.js';
import keyRolledBack from './planted/key-rolled-back.js';
import largeNotStored from './planted/large-not-stored.js';
import leaseInSeconds from './planted/lease-in-seconds.js';
import locationLost from './planted/location-lost.js';
import lockBeforeRecord from './planted/lock-before-record.js';
import lockLost from './planted/lock-lost.js';
import lockTooNarrow from './planted/lock-too-narrow.js';
import lookupKeyDiffers from './planted/lookup-key-differs.js';
import loserOwnId from './planted/loser-own-id.js';
import loserUnlocks from './planted/loser-unlocks.js';
import lostUpdate from './planted/lost-update.js';
import markerFirst from './planted/marker-first.js';
import markerOfAnother from './planted/marker-of-another.js';
import madeAppends from './planted/made-appends.js';
import mismatchDropsRecord from './planted/mismatch-drops-record.js';
import mismatchExecutes from './planted/mismatch-executes.js';
import noFingerprint from './planted/no-fingerprint.js';
import noRouteChild from './planted/no-route-child.js';
import noRoute from './planted/no-route.js';
import noTenant from './planted/no-tenant.js';
import pageForRedirect from './planted/page-for-redirect.js';
import pinned429 from './planted/pinned-429.js';
import payloadKeyed from './planted/payload-keyed.js';
import pinned503 from './planted/pinned-503.js';
import putIncrements from './planted/put-increments.js';
import race500 from './planted/race-500.js';
import rawFingerprint from './planted/raw-fingerprint.js';
import recordTaken from './planted/record-taken.js';
import referenceTaken from './planted/reference-taken.js';
import releasedAfterPayment from './planted/released-after-payment.js';
import resetDropsClaim from './planted/reset-drops-claim.js';
import retriedWithoutKey from './planted/retried-without-key.js';
import replayProlongs from './planted/replay-prolongs.js';
import retentionFromClaim from './planted/retention-from-claim.js';
import revokedReplay from './planted/revoked-replay.js';
import shallowFingerprint from './planted/shallow-fingerprint.js';
import roundedNumber from './planted/rounded-number.js';
import sharedAnswer from './planted/shared-answer.js';
import sharedKey from './planted/shared-key.js';
import shortLock from './planted/short-lock.js';
import shortRetention from './planted/short-retention.js';
import smallStore from './planted/small-store.js';
import staleReplica from './planted/stale-replica.js';
import statusLost from './planted/status-lost.js';
import throwLeaksClaim from './planted/throw-leaks-claim.js';
import truncatedKeys from './planted/truncated-keys.js';
import twinEntries from './planted/twin-entries.js';
import undefinedKey from './planted/undefined-key.js';
import unguardedReceipt from './planted/unguarded-receipt.js';
import unmarkedWaiters from './planted/unmarked-waiters.js';
import waiterNeverWoken from './planted/waiter-never-woken.js';
import wokenByAnyone from './planted/woken-by-anyone.js';
import zombieOverwrites from './planted/zombie-overwrites.js';
import zombieUnlocks from './planted/zombie-unlocks.js';

import batchAgain from './planted/batch-again.js';
import encodingLost from './planted/encoding-lost.js';
import streamStoredEmpty from './planted/stream-stored-empty.js';

export type { ZooServer } from './zoo.js';

/** Servers on which nothing may be reported. */
export const correct: readonly ZooServer[] = [
  conflict,
  waiting,
  quoted,
  natural,
  naturalDelete,
  naturalReusedIds,
  naturalMade,
  scoped,
  shedsLoad,
  soldOut,
  alwaysOk,
  rateLimited,
  finishesLater,
  flakyDownstream,
  conflictWithId,
  currentState,
  idOfKey,
  jittery,
  uniqueReference,
  volatileHeaders,
  eventualProbe,
  formEncoded,
  ok200Replay,
  oneAtATime,
  keyInBody,
  nestedRefund,
  stableDownstreamKey,
  downstreamFailureStored,
  acceptsFirst,
  declinesWhatWasNotMade,
  http2,
  expires,
  expiresFromAnswer,
  expiredRefused,
  fencedLease,
  renewedLease,
  cancelledLease,
  compresses,
  batch,
  backlog,
];

/** Servers with one bug each. */
export const planted: readonly ZooServer[] = [
  checkThenAct,
  checkThenActWaiting,
  http2Front,
  twinEntries,
  keyIgnored,
  lockLost,
  lockBeforeRecord,
  lockTooNarrow,
  loserUnlocks,
  claimDroppedOnThrow,
  errorNotStored,
  burnedKey,
  digestForKey,
  disconnectCancelsRecord,
  resetDropsClaim,
  deletedOnClose,
  disconnectLeaksClaim,
  throwLeaksClaim,
  waiterNeverWoken,
  wokenByAnyone,
  sharedKey,
  sharedAnswer,
  smallStore,
  recordTaken,
  largeNotStored,
  lookupKeyDiffers,
  shortLock,
  staleReplica,
  unguardedReceipt,
  innerRetry,
  statusLost,
  pageForRedirect,
  roundedNumber,
  locationLost,
  contentTypeLost,
  bodyCut,
  answerCut,
  always409,
  freshIds,
  loserOwnId,
  payloadKeyed,
  pinned503,
  pinned429,
  race500,
  fabricatedSuccess,
  noFingerprint,
  shallowFingerprint,
  fingerprintCut,
  mismatchExecutes,
  mismatchDropsRecord,
  rawFingerprint,
  headerFingerprint,
  noTenant,
  noRoute,
  noRouteChild,
  cookieLeak,
  revokedReplay,
  getConsumesKey,
  headClaimsKey,
  lockNoTenant,
  foldedKeys,
  truncatedKeys,
  contendedKeysCut,
  undefinedKey,
  emptyKey,
  unmarkedWaiters,
  markerFirst,
  markerOfAnother,
  lostUpdate,
  debitsNeverMade,
  debouncedAway,
  halfDone,
  declinesAfterCapture,
  referenceTaken,
  putIncrements,
  madeAppends,
  deleteToggles,
  deleteCrashes,
  getCreates,
  retriedWithoutKey,
  keyRolledBack,
  claimDroppedAfterPayment,
  releasedAfterPayment,
  hangUpDropsClaim,
  hangUpSkipsPayout,
  acceptsUnpaid,
  declinedWhenLost,
  shortRetention,
  forgetsSoon,
  retentionFromClaim,
  replayProlongs,
  expiredRace,
  expiredExecuted,
  zombieUnlocks,
  zombieOverwrites,
  leaseInSeconds,
  streamStoredEmpty,
  encodingLost,
  batchAgain,
];

export const zoo: readonly ZooServer[] = [...correct, ...planted];
