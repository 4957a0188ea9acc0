import type { Contract } from '../../model/index.js';

const REQUESTS = 'https://docs.stripe.com/api/idempotent_requests';
const ERRORS = 'https://docs.stripe.com/api/errors';
const LOW_LEVEL = 'https://docs.stripe.com/error-low-level';

/**
 * Stripe's API v1. Everything is stored once the endpoint has begun, 500 included; what is turned away before that
 * (validation, 401, 429) is not. Endpoint and parameters are compared, so a key on another route is a mismatch.
 */
export const stripe: Contract = {
  version: 1,
  name: 'stripe',
  key: { in: 'header', name: 'Idempotency-Key', format: 'raw', maxLength: 255 },
  scope: ['principal'],
  answers: {
    inFlight: ['409'],
    neverStored: ['400', '401', '409', '429'],
    discriminators: [
      // A key in use is of the same error type as a mismatch, so its code is asked first.
      { class: 'in-flight', statuses: ['409'], pointer: '/error/code', equals: ['idempotency_key_in_use'] },
      { class: 'mismatch', statuses: ['4xx'], pointer: '/error/type', equals: ['idempotency_error'] },
    ],
  },
  inFlight: ['conflict'],
  mismatch: 'reject',
  missingKey: 'execute',
  stored: ['2xx', '4xx', '5xx'],
  failure: 'replay',
  replay: { finished: 'replay', identity: 'fields', status: 'same' },
  marker: { in: 'header', name: 'idempotent-replayed', value: 'true' },
  retentionMs: 86_400_000,
  // Keys are removed once they are at least that old, and are new only then.
  afterExpiry: 'may',
  sources: {
    'key.in': REQUESTS,
    'key.name': REQUESTS,
    'key.format': REQUESTS,
    'key.maxLength': REQUESTS,
    scope: REQUESTS,
    'answers.inFlight': ERRORS,
    'answers.neverStored': LOW_LEVEL,
    'answers.discriminators': ERRORS,
    inFlight: REQUESTS,
    mismatch: REQUESTS,
    missingKey: REQUESTS,
    stored: REQUESTS,
    failure: REQUESTS,
    'replay.finished': REQUESTS,
    'replay.identity': REQUESTS,
    'replay.status': REQUESTS,
    marker: LOW_LEVEL,
    retentionMs: REQUESTS,
    afterExpiry: REQUESTS,
  },
};
