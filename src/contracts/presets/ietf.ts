import type { Contract } from '../../model/index.js';

const DRAFT = 'https://datatracker.ietf.org/doc/html/draft-ietf-httpapi-idempotency-key-header-07';
const SYNTAX = `${DRAFT}#section-2.1`;
const ENFORCEMENT = `${DRAFT}#section-2.6`;
const ERRORS = `${DRAFT}#section-2.7`;

/**
 * The IETF draft "The Idempotency-Key HTTP Header Field", version 07. The draft leaves open: scope (a composite key is
 * advised), retention ("publish a policy"), a marker, and whether an operation requires a key at all (where one does,
 * 400 without it: add `"missingKey": "reject"`).
 */
export const ietf: Contract = {
  version: 1,
  name: 'ietf',
  key: { in: 'header', name: 'Idempotency-Key', format: 'quoted' },
  answers: { inFlight: ['409'], mismatch: ['422'] },
  inFlight: ['conflict'],
  mismatch: 'reject',
  stored: ['2xx', '4xx', '5xx'],
  replay: { finished: 'replay', identity: 'fields', status: 'same' },
  sources: {
    'key.in': SYNTAX,
    'key.name': SYNTAX,
    'key.format': SYNTAX,
    'answers.inFlight': ERRORS,
    'answers.mismatch': ERRORS,
    inFlight: ERRORS,
    mismatch: ERRORS,
    stored: ENFORCEMENT,
    'replay.finished': ENFORCEMENT,
    'replay.identity': ENFORCEMENT,
    'replay.status': ENFORCEMENT,
  },
};
