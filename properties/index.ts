import type { Property } from '../src/model/index.js';
import { acknowledgedApplied } from './acknowledged-applied.js';
import { distinctKeys } from './distinct-keys.js';
import { equivalentPayload } from './equivalent-payload.js';
import { expiry } from './expiry.js';
import { identicalReplay } from './identical-replay.js';
import { inFlight } from './in-flight.js';
import { isolation } from './isolation.js';
import { marker } from './marker.js';
import { missingKey } from './missing-key.js';
import { naturalIdempotence } from './natural-idempotence.js';
import { noSpontaneousEffect } from './no-spontaneous-effect.js';
import { notStuck } from './not-stuck.js';
import { payloadMismatch } from './payload-mismatch.js';
import { rejectedNotApplied } from './rejected-not-applied.js';
import { resolvable } from './resolvable.js';
import { retrySucceeds } from './retry-succeeds.js';
import { singleEffect } from './single-effect.js';
import { stableIdentity } from './stable-identity.js';

/** All invariants, the strongest first. Adding one is a new file and a line here. */
export const properties: readonly Property[] = [
  expiry,
  singleEffect,
  acknowledgedApplied,
  rejectedNotApplied,
  resolvable,
  identicalReplay,
  stableIdentity,
  payloadMismatch,
  equivalentPayload,
  inFlight,
  notStuck,
  retrySucceeds,
  isolation,
  distinctKeys,
  missingKey,
  marker,
  noSpontaneousEffect,
  naturalIdempotence,
];

export { defineProperty, PropertyError, propertyBreaches } from './define.js';
export type { JudgementBy, PropertyDefinition } from './define.js';

export {
  acknowledgedApplied,
  distinctKeys,
  equivalentPayload,
  expiry,
  identicalReplay,
  inFlight,
  isolation,
  marker,
  missingKey,
  naturalIdempotence,
  noSpontaneousEffect,
  notStuck,
  payloadMismatch,
  rejectedNotApplied,
  resolvable,
  retrySucceeds,
  singleEffect,
  stableIdentity,
};
