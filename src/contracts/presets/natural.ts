import type { Contract } from '../../model/index.js';

const RFC = 'https://www.rfc-editor.org/rfc/rfc9110';

/**
 * PUT and DELETE as HTTP defines them: no key, the same intended effect however often the request is sent, and answers
 * that may differ (a 204, then a 404). There being no keys, no status means "in flight" or "another payload": a 409 is a
 * conflict with the state of the resource.
 */
export const natural: Contract = {
  version: 1,
  name: 'natural',
  natural: true,
  answers: { inFlight: [], mismatch: [] },
  replay: { identity: 'none' },
  sources: {
    natural: `${RFC}#section-9.2.2`,
    'answers.inFlight': `${RFC}#section-15.5.10`,
    'answers.mismatch': `${RFC}#section-15.5.21`,
    'replay.identity': `${RFC}#section-9.2.2`,
  },
};
