import type { Contract } from '../../model/index.js';

const DEFAULT = 'default';

/** Where a resource id is looked for when nobody said where it stands. No promise: only a place to look. */
export const DEFAULT_RESOURCE_ID: readonly string[] = ['header:location', '/id', '/data/id'];

/** How long a key is remembered, and a claim may outlive its attempt, where a contract does not say, in milliseconds. */
export const DEFAULT_RETENTION_MS = 120_000;
export const DEFAULT_LEASE_MS = 10_000;

/**
 * What `--contract auto` starts from: what any idempotent service owes its callers, and nothing on which real systems
 * differ. Those fields are absent (or, in flight, all lawful answers at once) until calibration has seen what the target does.
 */
export const autoContract: Contract = {
  version: 1,
  name: 'auto',
  scope: ['principal', 'route', 'method'],
  inFlight: ['conflict', 'wait'],
  // A request that was shed or timed out says "later": an answer that is pinned to the key makes later never.
  answers: { neverStored: ['408', '425', '429', '503'] },
  replay: { finished: 'replay', identity: 'fields', status: 'same', mayFinish: true },
  resourceId: DEFAULT_RESOURCE_ID,
  retentionMs: DEFAULT_RETENTION_MS,
  leaseMs: DEFAULT_LEASE_MS,
  durability: 'volatile',
  sources: {
    scope: DEFAULT,
    inFlight: DEFAULT,
    'answers.neverStored': 'https://www.rfc-editor.org/rfc/rfc6585#section-4',
    'replay.finished': DEFAULT,
    'replay.identity': DEFAULT,
    'replay.status': DEFAULT,
    'replay.mayFinish': 'https://www.rfc-editor.org/rfc/rfc9110#section-15.3.3',
    resourceId: DEFAULT,
    retentionMs: DEFAULT,
    leaseMs: DEFAULT,
    durability: DEFAULT,
  },
};

const DRAFT = 'https://datatracker.ietf.org/doc/html/draft-ietf-httpapi-idempotency-key-header-07#section-2.7';

/**
 * What `--contract auto --strict` expects where `auto` would adopt: nothing is learnt, and where real systems differ the
 * IETF draft's choice is the law. JSON objects are unordered, so member order makes no other request.
 */
export const strictChoices: Pick<Contract, 'inFlight' | 'mismatch' | 'missingKey' | 'equivalence' | 'sources'> = {
  inFlight: ['conflict'],
  mismatch: 'reject',
  missingKey: 'reject',
  equivalence: 'json',
  sources: {
    inFlight: DRAFT,
    mismatch: DRAFT,
    missingKey: DRAFT,
    equivalence: 'https://www.rfc-editor.org/rfc/rfc8259#section-1',
  },
};
